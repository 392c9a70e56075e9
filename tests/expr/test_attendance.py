from __future__ import annotations

from decimal import Decimal

import pytest
from pyspark.sql import functions as F

from edulake.expr.attendance import (
    FRACTION_TYPE,
    STATUSES,
    absent_fraction,
    attendance_status,
    coded_share,
    share_of_day,
)
from edulake.expr.lookup import coded
from edulake.expr.vocabulary import MISSED, Code


def test_attendance_status(check):
    rows = [
        (None, None),
        ("", None),
        ("N/A", None),
        ("Present", "Present"),
        (" present ", "Present"),
        ("P", "Present"),
        ("tardy", "Late"),
        ("left early", "Early Departure"),
        ("A", "Absent"),
        ("EXCUSED", "Excused"),
        ("half-day absent", "Half Day Absent"),
        ("Half_Day_Excused", "Half Day Excused"),
        ("Q7", "Unknown"),
        ("Presentation", "Unknown"),
        # Letters of the English register, of districts in the United States and of schools in India differ.
        *[(letter, "Unknown") for letter in "BCDEGHIJKLMNOQRSTUVWXYZ/#" + "\\"],
        *[(letter, "Unknown") for letter in "bcdeghijklmnoqrstuvwxyz"],
    ]
    check(attendance_status, rows)


ENGLISH = (
    Code("T", "Absent"),
    Code("/", "Present"),
    Code("\\", "Present"),
    Code("-", "Unknown"),
    Code("C1", "Excused", Decimal("0.25")),
    Code("l", "Late"),
    Code("L", "Excused"),
    Code("A", "Present", Decimal(0)),
    Code("Left early", "Absent"),
)


def test_codes_that_a_source_says_itself(check):
    rows = [
        ("T", "Absent"),
        (" t ", "Absent"),
        ("/", "Present"),
        ("\\", "Present"),
        ("-", "Unknown"),
        ("C1", "Excused"),
        ("c1", "Excused"),
        ("l", "Late"),
        ("L", "Excused"),
        ("A", "Present"),
        ("left  early", "Absent"),
        ("N/A", None),
        ("", None),
        ("TT", None),
        ("x" * 10_000, None),
        (None, None),
    ]
    check(lambda raw: coded(raw, ENGLISH), rows)
    shares = [("C1", "0.2500"), ("c1", "0.2500"), ("a", "0.0000"), ("T", None), ("x", None), (None, None)]
    check(lambda raw: coded_share(raw, ENGLISH), shares, "decimal(5,4)")
    # The share is that of the code which says the status, and of no other that differs in its case.
    late = (Code("L", "Late", Decimal("0.1")), Code("l", "Late"), Code("e", "Late", Decimal("0.25")))
    cased = [("L", "0.1000"), ("l", None), ("E", "0.2500"), ("e", "0.2500"), (None, None)]
    check(lambda raw: coded_share(raw, late), cased, "decimal(5,4)")
    check(lambda raw: coded(raw, ()), [("T", None), (None, None)])
    check(lambda raw: coded_share(raw, ()), [("T", None), (None, None)], "decimal(5,4)")


@pytest.mark.once
def test_every_status_means_a_share_of_the_day():
    assert list(STATUSES) == list(MISSED)


@pytest.mark.parametrize("name", STATUSES)
def test_every_status_reads_as_itself(check, name):
    check(attendance_status, [(name, name)])


def test_absent_fraction_of_a_status(check):
    rows = [
        (None, None),
        ("Unknown", None),
        ("Present", "0.0000"),
        ("Late", "0.0000"),
        ("Early Departure", "0.0000"),
        ("Absent", "1.0000"),
        ("Excused", "1.0000"),
        ("Half Day Absent", "0.5000"),
    ]
    check(lambda status: absent_fraction(status, F.lit(None).cast(FRACTION_TYPE)), rows, "decimal(5,4)")


def test_share_of_day(check):
    rows = [
        ("0.33335", "0.3334"),
        ("1", "1.0000"),
        ("1.00001", None),
        ("-0.1", None),
        ("50", None),
        ("50%", "0.5000"),
        ("33.335 %", "0.3334"),
        ("1%", "0.0100"),
        ("0.004%", "0.0000"),
        ("100.00%", "1.0000"),
        ("100.01%", None),
        ("-1%", None),
        ("50%%", None),
        ("%", None),
        ("half", None),
        ("", None),
        (None, None),
    ]
    check(share_of_day, rows, "decimal(5,4)")
    german = [("0,25", "0.2500"), ("12,5 %", "0.1250"), ("12.5%", None), (None, None)]
    check(lambda raw: share_of_day(raw, decimal_comma=True), german, "decimal(5,4)")


def test_a_given_share_comes_first(check):
    rows = [
        ("0.25", "0.2500"),
        ("0", "0.0000"),
        ("1", "1.0000"),
        (",5", "1.0000"),
        ("1.01", "1.0000"),
        ("-0.1", "1.0000"),
        ("half", "1.0000"),
        (None, "1.0000"),
    ]
    check(lambda share: absent_fraction(F.lit("Absent"), share_of_day(share)), rows, "decimal(5,4)")
