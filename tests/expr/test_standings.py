from __future__ import annotations

import pytest
from pyspark.sql import functions as F

from edulake.expr.standings import STANDINGS, is_open, is_taken_back, standing, standing_of_a_record


def test_standing(check):
    rows = [
        (None, None),
        ("", None),
        ("N/A", None),
        ("Active", "Active"),
        (" ENROLLED ", "Active"),
        ("in-progress", "Active"),
        ("Pass", "Completed"),
        ("Distinction", "Completed"),
        ("Fail", "Failed"),
        ("Withdrawn", "Withdrawn"),
        ("tobedeleted", "Inactive"),
        ("activated", "Unknown"),
        ("?", "Unknown"),
    ]
    check(standing, rows)


@pytest.mark.parametrize("name", STANDINGS)
def test_every_standing_reads_as_itself(check, name):
    check(standing, [(name, name)])


def test_is_open(check):
    rows = [("Active", "true"), ("Completed", "true"), ("Unknown", "true"), (None, "true")]
    check(is_open, [*rows, ("Withdrawn", "false"), ("Inactive", "false")], "boolean")


def test_who_left_leaves_his_results(check):
    rows = [("Withdrawn", "Unknown"), ("suspended", "Unknown"), ("no", "Unknown"), ("graded", "Unknown"), (" ", None)]
    gone = [(said, "Inactive") for said in ("tobedeleted", "To-Be-Deleted", "deleted", "INACTIVE")]
    check(standing_of_a_record, [*rows, *gone, ("active", "Active"), ("failed", "Failed"), (None, None)])


def test_what_is_taken_back_was_never_so(check):
    """Whoever is inactive was active before."""
    back = [(said, "true") for said in ("tobedeleted", "To-Be-Deleted", " deleted ")]
    check(is_taken_back, [*back, *[(said, "false") for said in ("inactive", "withdrawn", "?", "", None)]], "boolean")


def test_one_closed_standing_closes(check):
    rows = [("Active", "false"), (None, "false")]
    check(lambda said: is_open(said) & is_open(F.lit("Inactive")), rows, "boolean")
