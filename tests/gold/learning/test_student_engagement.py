"""A student in a course, from a few logins: how often, when last, and how far."""

from __future__ import annotations

import datetime as dt
from typing import Any

import products
import pytest
from products import Row, Silver
from pyspark.sql import SparkSession

from edulake.gold import PRODUCTS
from edulake.silver.learning.engagement import ENGAGEMENT_TABLE

PRODUCT = PRODUCTS["student_engagement"]
PLACE = {"school_id": "N1", "school_year": 2025, "term": "T1"}


def at(hour: int) -> dt.datetime:
    return dt.datetime(2024, 10, 1, hour, tzinfo=dt.UTC)


def login(day: str = "2024-10-01", events: int | None = 1, progress: str | None = None, **more: Any) -> Row:
    return {"date": day, "events": events, "progress_percentage": progress, **more}


def given(*rows: Row) -> Silver:
    return {ENGAGEMENT_TABLE: list(rows)}


def progress(value: str | None) -> list[Row]:
    return [{"progress_percentage": value}]


CASES: products.Cases = {
    "ordinary": (
        given(
            login("2024-10-02", 2, "25.50", engagement_score="33.33", **PLACE),
            login("2024-10-01", 3, "10.00", engagement_score="80.00", **PLACE),
            login("2024-10-04", 1, **PLACE),
        ),
        [
            {
                "student_id": "ordinary",
                "course_id": "K1",
                "logins": 6,
                "active_days": 3,
                "avg_engagement": "56.67",
                "progress_percentage": "25.50",
                "first_seen": "2024-10-01",
                "last_seen": "2024-10-04",
                **PLACE,
            }
        ],
    ),
    "one login": (
        given(login()),
        [
            {
                "logins": 1,
                "active_days": 1,
                "avg_engagement": None,
                "progress_percentage": None,
                "first_seen": "2024-10-01",
                "last_seen": "2024-10-01",
                "school_id": None,
                "term": None,
            }
        ],
    ),
    "no number of events": (given(login(events=None), login(events=None)), [{"logins": 0, "active_days": 0}]),
    "some numbers of events": (
        given(login("2024-10-01", None), login("2024-10-02", 4), login("2024-10-03", 0)),
        [{"logins": 4, "active_days": 1}],
    ),
    "often on one day": (given(login(events=5), login(events=7), login(events=0)), [{"logins": 12, "active_days": 1}]),
    "more than an int holds": (given(login(events=2**31 - 1), login(events=2**31 - 1)), [{"logins": 4_294_967_294}]),
    "no engagement is not none told": (
        given(login(engagement_score="0.00"), login(engagement_score="50.00"), login()),
        [{"avg_engagement": "25.00"}],
    ),
    "half a hundredth": (
        given(login(engagement_score="99.99"), login(engagement_score="100.00")),
        [{"avg_engagement": "100.00"}],
    ),
    "progress of the last that tells it": (
        given(login("2024-10-01", 1, "40.00"), login("2024-10-03"), login("2024-09-30", 1, "60.00")),
        progress("40.00"),
    ),
    "progress that fell": (
        given(login("2024-10-01", 1, "50.00"), login("2024-10-02", 1, "20.00")),
        progress("20.00"),
    ),
    "progress back at nothing": (
        given(login("2024-10-01", 1, "12.50"), login("2024-10-02", 1, "0.00")),
        progress("0.00"),
    ),
    "progress of the later hour": (
        given(login(progress="30.00", engaged_at=at(9)), login(progress="20.00", engaged_at=at(15))),
        progress("20.00"),
    ),
    "progress of the later moment, though of an earlier day": (
        given(login("2024-10-02", 1, "30.00", engaged_at=at(16)), login(progress="20.00", engaged_at=at(22))),
        [{"progress_percentage": "20.00", "first_seen": "2024-10-01", "last_seen": "2024-10-02"}],
    ),
    "progress of the later day where one has no moment": (
        given(login("2024-10-02", 1, "30.00"), login(progress="20.00", engaged_at=at(22))),
        progress("30.00"),
    ),
    "moments of those that tell progress": (
        given(
            login("2024-10-02", 1, "30.00", engaged_at=at(16)),
            login(progress="20.00", engaged_at=at(22)),
            login("2024-10-03"),
        ),
        progress("20.00"),
    ),
    "progress of one moment": (
        given(login(progress="30.00", engaged_at=at(9)), login(progress="45.00", engaged_at=at(9))),
        progress("45.00"),
    ),
    "progress of a day without hours": (given(login(progress="9.00"), login(progress="10.00")), progress("10.00")),
    "several sources": (
        given(login("2024-10-01", 2, **PLACE), login("2024-10-01", 3, source_system="lms", school_id="N2", term="T1")),
        [{"logins": 5, "active_days": 1, "school_id": None, "school_year": 2025, "term": "T1"}],
    ),
    "two courses": (
        given(login(events=2, progress="10.00"), login(events=3, course_id="K2"), login("2024-11-01", course_id="K2")),
        [
            {"course_id": "K1", "logins": 2, "active_days": 1, "progress_percentage": "10.00"},
            {"course_id": "K2", "logins": 4, "active_days": 2, "progress_percentage": None, "last_seen": "2024-11-01"},
        ],
    ),
}


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, list[Row]]:
    return products.answers(spark, PRODUCT, CASES)


@pytest.mark.parametrize("case", CASES)
def test_a_student_in_a_course(case: str, found: dict[str, list[Row]]) -> None:
    _, expected = CASES[case]
    assert products.asked(found[case], expected) == expected
