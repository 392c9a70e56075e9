"""From when on rows grow old: of events, of what lasts, and of a history."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from pyspark.sql import SparkSession
from steps import rows_of

from edulake.config.retention import Retention
from edulake.ops.tables import QUARANTINE
from edulake.silver import SUBJECTS
from edulake.silver.aging import comes_again_in_vain, days_kept, first_day, old_since

pytestmark = pytest.mark.once
DAY, END = dt.date(2015, 3, 1), dt.date(2016, 6, 30)
NOON = dt.datetime(2017, 1, 2, 12, tzinfo=dt.UTC)
KNOWN = dt.date(2017, 1, 2)


@pytest.mark.parametrize(
    ("subject", "row", "since"),
    [
        ("attendance", {"date": DAY, "known_at": NOON}, DAY),
        ("attendance", {"date": None, "known_at": NOON}, KNOWN),
        ("survey_answers", {"known_at": NOON}, KNOWN),
        ("classes", {"is_active": True, "end_date": None, "known_at": NOON}, None),
        ("classes", {"is_active": True, "end_date": END, "known_at": NOON}, END),
        ("classes", {"is_active": False, "end_date": None, "known_at": NOON}, KNOWN),
        ("guardians", {"is_active": True, "known_at": NOON}, None),
        ("guardians", {"is_active": False, "known_at": NOON}, KNOWN),
        ("memberships", {"is_gone": True, "is_deleted": False, "known_at": NOON}, KNOWN),
        ("memberships", {"is_gone": None, "is_deleted": True, "known_at": NOON}, KNOWN),
        ("memberships", {"is_gone": None, "is_deleted": False, "known_at": NOON}, None),
        ("memberships", {"is_gone": None, "is_deleted": False, "exit_date": END, "known_at": NOON}, END),
        ("enrollments", {"status": "Completed", "is_active": True, "known_at": NOON}, None),
        ("enrollments", {"status": "Completed", "is_active": False, "known_at": NOON}, KNOWN),
        ("students", {"is_active": True, "valid_from": NOON, "valid_to": None}, None),
        ("students", {"is_active": True, "valid_from": NOON, "valid_to": NOON}, KNOWN),
        ("students", {"is_active": False, "valid_from": NOON, "valid_to": None}, KNOWN),
    ],
)
def test_the_day_from_which_a_row_grows_old(spark: SparkSession, subject: str, row: dict[str, Any], since: Any) -> None:
    of = SUBJECTS[subject]
    [found] = rows_of(spark, of.table, row).select(old_since(of)).collect()
    assert found[0] == since


def test_every_subject_has_one(spark: SparkSession) -> None:
    for subject in SUBJECTS.values():
        assert (
            rows_of(spark, subject.table).select(old_since(subject).alias("day")).schema["day"].dataType.simpleString()
            == "date"
        )


def test_what_is_referred_to_or_lasts_is_taken_however_old() -> None:
    """A class that is over may have a younger result; a message has nothing that refers to it."""
    vain = {name for name, subject in SUBJECTS.items() if comes_again_in_vain(subject, SUBJECTS.values())}
    assert {"attendance", "assessments", "messages", "fee_entries"} <= vain
    assert not vain & {"students", "lesson_progress", "classes", "enrollments", "incidents", "conversations"}


def test_the_settings_say_for_how_long_else_the_contract() -> None:
    of, today = Retention(days={"ops.quarantine": 10}), dt.date(2026, 3, 11)
    assert (days_kept(QUARANTINE, of), days_kept(QUARANTINE, Retention())) == (10, 3650)
    assert first_day(QUARANTINE, of, today) == dt.date(2026, 3, 1)
    assert first_day(QUARANTINE, Retention(days={"ops.quarantine": 10**7}), today) == dt.date.min
