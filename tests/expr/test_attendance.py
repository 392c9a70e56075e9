from __future__ import annotations

import pytest
from pyspark.sql import functions as F

from edulake.expr.attendance import FRACTION_TYPE, STATUSES, absent_fraction, attendance_status, share_of_day


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
    ]
    check(attendance_status, rows)


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
