"""A standard is the same code for every system that delivers it; a block says whose it is, and no more."""

from __future__ import annotations

from typing import Any

import pytest
from babblr_rows import bronze
from pyspark.sql import SparkSession

from edulake.bronze.babblr.tables import CONVERSATIONS, MENTIONS_RAW, MESSAGES
from edulake.bronze.standard import STANDARDS, of_standard
from edulake.config.settings import SourceSettings
from edulake.errors import ConfigError
from edulake.expr.vocabulary import Code

pytestmark = pytest.mark.once


def test_one_more_system_of_a_standard() -> None:
    block = SourceSettings(standard="oneroster", system="north_sis", id_namespace="north", time_zone="Europe/Berlin")
    found = of_standard("north", block)
    assert {source.name for source in found} == {"north_sis"}
    assert {(one.notation.id_namespace, one.notation.time_zone) for one in found} == {("north", "Europe/Berlin")}
    for mine, standard in zip(found, STANDARDS["oneroster"], strict=True):
        assert (mine.feeds, mine.candidates, mine.subject) == (standard.feeds, standard.candidates, standard.subject)
    assert {source.name for source in of_standard("east", SourceSettings(standard="oulad"))} == {"east"}


def test_a_pattern_is_for_the_subjects_that_have_its_column() -> None:
    block = SourceSettings(standard="oneroster", patterns={"class_id": "CLS-.*"})
    patterns = {one.subject: one.notation.patterns for one in of_standard("north", block)}
    assert patterns["classes"] == patterns["enrollments"] == (("class_id", "CLS-.*"),)
    assert patterns["courses"] == ()


def test_a_pattern_of_a_column_that_there_is_not() -> None:
    with pytest.raises(ConfigError, match=r"sources\.north\.patterns\.klass_id is about nothing") as error:
        of_standard("north", SourceSettings(standard="oneroster", patterns={"klass_id": "x"}))
    assert "class_id" in error.value.fix


EDFI = {
    "status": (Code("A", "Absent"), Code("?", "Unknown")),
    "kind": (Code("PD", "Staff Day"), Code("McKinney", "Homeless"), Code("?", "Unknown")),
    "role": (Code("T1", "Teacher"),),
}


def test_codes_are_for_the_subjects_in_which_they_mean_something() -> None:
    block = SourceSettings(standard="edfi", codes=EDFI)
    codes = {one.subject: dict(one.notation.codes) for one in of_standard("north", block)}
    assert codes["attendance"] == {"status": EDFI["status"]}
    assert codes["school_days"] == {"kind": (EDFI["kind"][0], EDFI["kind"][2])}
    assert codes["student_groups"] == {"kind": EDFI["kind"][1:]}
    assert codes["staff_roles"] == {"role": EDFI["role"]}
    assert codes["students"] == codes["staff"] == {}


@pytest.mark.parametrize(
    ("standard", "codes", "says"),
    [
        ("edfi", {"stage": (Code("A", "Applied"),)}, "sources.north.codes.stage is about nothing"),
        ("oulad", {"role": (Code("T1", "Teacher"),)}, "sources.north.codes.role is about nothing"),
        ("edfi", {"role": (Code("T1", "Teacher"), Code("W", "Walk"))}, "codes.role.W means nothing known"),
    ],
)
def test_codes_that_no_subject_has(standard: str, codes: dict[str, tuple[Code, ...]], says: str) -> None:
    with pytest.raises(ConfigError) as error:
        of_standard("north", SourceSettings(standard=standard, codes=codes))
    assert says in " ".join(error.value.lines())


@pytest.mark.parametrize(("said", "due"), [(None, True), (True, True), (False, False)])
def test_attendance_of_ed_fi_is_of_exceptions_unless_a_block_says_otherwise(said: bool | None, *, due: bool) -> None:
    found = of_standard("north", SourceSettings(standard="edfi", exceptions_only=said))
    assert {one.notation.exceptions_only for one in found if one.subject == "attendance"} == {due}


def test_a_block_says_that_deliveries_hold_everything() -> None:
    """Each table whose rows have ids; what is named in them is gone with those, and no sooner."""
    for snapshot in (False, True):
        found = of_standard("app", SourceSettings(standard="babblr", snapshot=snapshot))
        feeds = {feed for source in found for feed in source.feeds}
        assert {feed.snapshot for feed in feeds if feed.table != MENTIONS_RAW} == {snapshot}
        assert {feed.snapshot for feed in feeds if feed.table == MENTIONS_RAW} == {False}
        assert {one.snapshot for source in found for one in source.references} == {snapshot}
    assert {feed.snapshot for one in of_standard("x", SourceSettings(standard="oneroster")) for feed in one.feeds} == {
        None
    }


def test_a_block_says_who_the_one_learner_is(spark: SparkSession) -> None:
    """Of its own rows that name nobody, and of those that they refer to; the standard's code stays what it is."""
    block = SourceSettings(standard="babblr", system="babblr", constants={"student_id": "L1"})
    found = {source.subject: source for source in of_standard("app", block)}
    talks: Any = [
        {"id": 1, "language": "es", "created_at": "2024-07-06"},
        {"id": 2, "user_id": " "},
        {"id": 3, "user_id": 7},
        {"id": 4, "+source_system": "other"},
    ]
    rows = bronze(spark, CONVERSATIONS.table, {"conversations": talks}, (CONVERSATIONS,))
    said: Any = [{"id": talk["id"], "conversation_id": talk["id"]} for talk in talks]
    of_talks = bronze(spark, MESSAGES.table, {"messages": said}, (MESSAGES,))
    due = {"1": "L1", "2": "L1", "3": "7", "4": None}
    for subject, facts in (("conversations", rows), ("messages", of_talks)):
        made = found[subject].candidates(facts, {CONVERSATIONS.table: rows}).collect()
        assert {row["raw_id"]: row["raw_student_id"] for row in made} == due
    standard = {source.subject: source.candidates for source in STANDARDS["babblr"]}
    assert {subject: source.calls for subject, source in found.items()} == {
        subject: (candidates,) for subject, candidates in standard.items()
    }
    plain = of_standard("app", SourceSettings(standard="babblr"))
    assert {source.subject: source.candidates for source in plain} == standard
    assert {source.calls for source in plain} == {()}


def test_a_constant_that_is_none_of_the_standard() -> None:
    with pytest.raises(ConfigError, match=r"sources\.north\.constants\.level cannot be set") as error:
        of_standard("north", SourceSettings(standard="babblr", constants={"level": "A1"}))
    assert error.value.fix == "choose from student_id"


def test_a_block_says_up_to_which_level_messages_are_corrected() -> None:
    found = of_standard("north", SourceSettings(standard="oneroster", corrections_up_to="A2"))
    assert {one.notation.corrections_up_to for one in found} == {"A2"}
    assert {one.notation.corrections_up_to for one in of_standard("north", SourceSettings(standard="oneroster"))} == {
        ""
    }
