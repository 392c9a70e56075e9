"""Scores out of what their own row says."""

from __future__ import annotations

import pytest
from pyspark.sql import functions as F

from edulake.expr import score_bound, score_out_of


def test_score_out_of_a_highest_score(check):
    rows = [
        ("0", "0.00"),
        ("17.5", "87.50"),
        ("20", "100.00"),
        ("20.000001", None),
        ("20.0000001", None),
        ("20.000000000000000001", None),
        ("-0.0000001", None),
        ("0.000999999999999999", "0.00"),
        ("0.001", "0.01"),
        ("6.6665", "33.33"),
        ("6.667", "33.34"),
        ("6.6675", "33.34"),
        ("-1", None),
        *[(text, None) for text in (None, "", "N/A", "7th Grade", "NaN", "1e1", "12d", "\uff11\uff12")],
    ]
    check(lambda raw: score_out_of(raw, F.lit(20)), rows, "decimal(5,2)")


def test_score_bound(check):
    rows = [
        ("20", "20.000000000000000000"),
        ("-5.0000001", "-5.000000100000000000"),
        ("9999999", "9999999.000000000000000000"),
        ("-9999999", "-9999999.000000000000000000"),
        ("9999999.000001", None),
        ("-10000000", None),
        ("ten", None),
        ("1,5", None),
        (None, None),
    ]
    check(score_bound, rows, "decimal(30,18)")
    check(
        lambda raw: score_bound(raw, decimal_comma=True),
        [("1,5", "1.500000000000000000"), ("1.5", None)],
        "decimal(30,18)",
    )


def test_score_of_the_widest_scale(check):
    widest = {"maximum": F.lit("9999999").cast("decimal(30,18)"), "minimum": F.lit("-9999999").cast("decimal(30,18)")}
    rows = [("-9999999", "0.00"), ("0", "50.00"), ("9999999", "100.00"), ("9999999.000000000000000001", None)]
    check(lambda raw: score_out_of(raw, **widest), rows, "decimal(5,2)")


def test_score_from_a_lowest_to_a_highest(check):
    """A mark 1 on 1 to 5 is the worst there is."""
    rows = [("1", "0.00"), ("5", "100.00"), ("2", "25.00"), ("3.3333", "58.33"), ("0.99", None), ("5.01", None)]
    check(lambda raw: score_out_of(raw, F.lit(5), minimum=F.lit(1)), [*rows, ("x", None), (None, None)], "decimal(5,2)")
    below = [("-10", "0.00"), ("0", "50.00"), ("10", "100.00"), ("-10.000001", None), (None, None)]
    check(lambda raw: score_out_of(raw, F.lit(10), minimum=F.lit(-10)), below, "decimal(5,2)")
    german = [("1,5", "12.50"), ("1.5", None), (None, None)]
    check(lambda raw: score_out_of(raw, F.lit(5), True, minimum=F.lit(1)), german, "decimal(5,2)")
    none = [("1", None), ("5", None), (None, None)]
    check(lambda raw: score_out_of(raw, F.lit(5), minimum=F.lit(5)), none, "decimal(5,2)")
    check(lambda raw: score_out_of(raw, F.lit(5), minimum=F.lit(None).cast("int")), none, "decimal(5,2)")


@pytest.mark.parametrize("highest", [None, 0, -5])
def test_no_score_out_of_nothing(check, highest):
    check(lambda raw: score_out_of(raw, F.lit(highest).cast("int")), [("0", None), ("5", None)], "decimal(5,2)")
