"""What Ed-Fi's sources say of themselves."""

from __future__ import annotations

import pytest
from edfi_rows import SOURCES

from edulake.bronze.edfi import EDFI
from edulake.contract.raw import raw_columns
from edulake.silver import SUBJECTS

pytestmark = pytest.mark.once
HARMFUL = ("incidents", "incident_students", "health_records", "transport_riders", "program_memberships")
VOICES = ("survey_responses", "survey_answers")


def test_a_subject_has_one_source() -> None:
    assert len(SOURCES) == len(EDFI)
    for source in EDFI:
        form = SUBJECTS[source.subject].form
        assert source.provides <= set(raw_columns(form.table)), source.subject
        assert {f"raw_{name}" if not name.startswith("raw_") else name for name in form.required} <= source.provides


def test_what_is_referred_to_is_delivered() -> None:
    """Facts of a source that spreads, and of any source what was deleted of them."""
    for source in EDFI:
        tables = {feed.table for feed in source.feeds}
        assert source.facts in tables
        assert {reference.table for reference in source.references} <= tables
        assert (source.facts in {reference.table for reference in source.references}) is source.spreads


def test_a_table_is_referred_to_by_one_key() -> None:
    """Its own id, or the name that other objects have for it."""
    for source in EDFI:
        tables = [reference.table for reference in source.references]
        assert len(set(tables)) == len(tables), source.subject
        for reference in source.references:
            assert {*reference.key, *filter(None, [reference.updated])} <= set(reference.table.column_names)


def test_what_may_harm_somebody_is_sensitive_where_it_lies() -> None:
    """Facts are as guarded as the form of their subject, but for what other tables say of students."""
    for subject in (
        "student_groups",
        "guardian_links",
        "staff",
        "staff_absences",
        "discipline_actions",
        *HARMFUL,
        *VOICES,
    ):
        facts = {column.name: column.personal for column in SOURCES[subject].facts.columns}
        assert facts["raw_payload"] == "sensitive", subject
    for subject in ("guardians", "staff_roles", "class_staff", "school_days", "memberships"):
        facts = {column.name: column.personal for column in SOURCES[subject].facts.columns}
        assert "sensitive" not in facts.values(), subject
