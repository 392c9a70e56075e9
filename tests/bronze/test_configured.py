"""Sources that a block describes: how they arrive, what they keep out, and blocks that do not hold together."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from edulake.bronze.configured import configured
from edulake.config.database import Database
from edulake.config.settings import SourceSettings
from edulake.contract import feed
from edulake.contract.feed import Dialect, Files, Withheld
from edulake.errors import ConfigError
from edulake.expr.called import ALL, ANY, LISTED, Several

pytestmark = pytest.mark.once

BLOCK = SourceSettings(
    "csv",
    files="**/*.csv",
    subject="attendance",
    columns={"student_id": "student", "date": "day", "status": "status"},
    delimiter=";",
    encoding="cp1252",
)


def test_files_arrive_as_their_block_says() -> None:
    source = configured("register", BLOCK)
    [one] = source.feeds
    assert one.arrives == Files("**/*.csv", Dialect("csv", ";", "cp1252"))
    assert one.columns == {"raw_student_id": "student", "raw_date": "day", "raw_status": "status"}
    assert set(one.required) == set(one.columns)
    assert (source.name, source.subject, source.facts) == ("register", "attendance", one.table)


def test_a_list_of_names_is_an_id_of_all_where_only_the_subject_knows_it() -> None:
    listed = Several(LISTED, ("A", "B"))
    columns = {**BLOCK.columns, "attendance_id": listed, "student_id": listed, "class_id": Several(ALL, ("B", "C"))}
    [one] = configured("register", replace(BLOCK, columns=columns, loose_names=True, only_mapped=True)).feeds
    assert one.columns["raw_attendance_id"] == Several(ALL, ("A", "B"))
    assert one.columns["raw_student_id"] == Several(ANY, ("A", "B"))
    assert one.names == ("A", "B", "day", "status", "C")
    assert one.files.dialect.loosely
    assert one.files.dialect.withheld == Withheld(only=("A", "B", "day", "status", "C"), loosely=True)
    students = SourceSettings("csv", files="*", subject="students", columns={"student_id": listed})
    [one] = configured("sis", students).feeds
    assert one.columns["raw_student_id"] == Several(ANY, ("A", "B")), "others refer to it"


def test_names_of_files_without_header_are_places() -> None:
    columns = {"student_id": "1", "date": "2", "status": "3"}
    [one] = configured("register", replace(BLOCK, columns=columns, header=False)).feeds
    assert one.files.dialect == Dialect("csv", ";", "cp1252", header=False)


def test_a_block_with_a_database_is_fetched_from_it() -> None:
    place = Database(url="env:X", user="env:X", table="register", watermark="changed")
    block = replace(BLOCK, format="jdbc", files="", database=place, omit=["SSN"])
    [one] = configured("register", block).feeds
    assert one.arrives == feed.Database(place, Withheld(("SSN",)))


def test_of_a_block_over_another_its_format_says_how_it_arrives() -> None:
    """What the shipped block says of files, or of a database, stands there still."""
    place = Database(url="env:X", user="env:X", table="register", watermark="changed")
    [fetched] = configured("register", replace(BLOCK, format="jdbc", database=place)).feeds
    assert fetched.arrives == feed.Database(place, Withheld())
    [delivered] = configured("register", replace(BLOCK, database=place)).feeds
    assert delivered.arrives == Files("**/*.csv", Dialect("csv", ";", "cp1252"))


def test_a_block_says_up_to_which_level_messages_are_corrected() -> None:
    columns = {name: name for name in ("message_id", "conversation_id", "student_id", "course_id", "sent_at")}
    block = SourceSettings("csv", files="**/*.csv", subject="messages", columns=columns, corrections_up_to="A2")
    assert configured("app", block).notation.corrections_up_to == "A2"
    assert configured("app", replace(block, corrections_up_to="")).notation.corrections_up_to == ""


def test_a_ledger_in_a_database_needs_ids_of_its_lines() -> None:
    place = Database(url="env:X", user="env:X", table="ledger", watermark="changed")
    columns = {name: name for name in ("account_id", "posted_date", "measure", "amount")}
    block = SourceSettings("jdbc", subject="finance_postings", columns=columns, database=place)
    with pytest.raises(ConfigError, match=r"^source ledger: rows of finance_postings in a database need their ids"):
        configured("ledger", block)
    [one] = configured("ledger", replace(block, columns={**columns, "posting_id": "id"})).feeds
    assert one.identity == ("raw_posting_id",)
    assert configured("ledger", replace(block, format="csv", files="**/*.csv")).feeds


def test_several_blocks_are_one_system() -> None:
    source = configured("register", replace(BLOCK, system="north", constants={"school_id": "N"}))
    assert source.name == "north"
    assert source.provides == {"raw_student_id", "raw_date", "raw_status", "raw_school_id"}


@pytest.mark.parametrize(
    ("changes", "withheld"),
    [
        ({}, Withheld()),
        ({"omit": ["ssn"]}, Withheld(("ssn",))),
        ({"only_mapped": True}, Withheld((), ("student", "day", "status"))),
    ],
)
def test_what_is_kept_out(changes: dict[str, Any], withheld: Withheld) -> None:
    [one] = configured("register", replace(BLOCK, **changes)).feeds
    assert one.files.dialect.withheld == withheld


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"omit": ["Student"]}, "student is mapped, and omit names Student"),
        ({"columns": {**BLOCK.columns, "date": "a.day"}, "omit": ["a"]}, "a.day is mapped, and omit names a"),
        ({"columns": {**BLOCK.columns, "date": "a"}, "omit": ["a.day"]}, "a is mapped, and omit names a.day"),
        ({"subject": "dreams"}, "no subject is called dreams"),
        ({"columns": {"student_id": "student", "date": "day"}}, "is not described well"),
        ({"constants": {"mood": "good"}}, "is not described well"),
    ],
)
def test_a_block_that_does_not_hold_together(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        configured("register", replace(BLOCK, **changes))


@pytest.mark.parametrize(
    ("changes", "fix"),
    [
        ({"subject": "atendance"}, "did you mean attendance or pd_attendance?"),
        ({"subject": "dreams"}, "choose from accounts, "),
        ({"columns": {**BLOCK.columns, "student": "s"}}, "did you mean student_id"),
        ({"constants": {"mood": "good"}}, "choose from "),
        ({"columns": {"student_id": "student"}}, 'to [sources.register.columns]: our name = "the file\'s name"'),
    ],
)
def test_what_to_write_instead_is_said(changes: dict[str, Any], fix: str) -> None:
    with pytest.raises(ConfigError) as caught:
        configured("register", replace(BLOCK, **changes))
    assert fix in caught.value.fix


def test_a_column_beside_one_that_is_mapped_may_be_kept_out() -> None:
    columns = {**BLOCK.columns, "date": "a.day"}
    [one] = configured("register", replace(BLOCK, columns=columns, omit=["a.da"])).feeds
    assert one.files.dialect.withheld.omit == ("a.da",)


def test_what_tells_records_apart_is_what_the_block_maps() -> None:
    """An id of its own if it has one; else the columns that the subject names instead."""
    by_id, without = (
        configured("exams", SourceSettings("csv", files="*", columns=dict.fromkeys(names, "x"))).feeds[0].identity
        for names in (
            ("assessment_id", "student_id", "assessment_date", "score"),
            ("student_id", "assessment_date", "score"),
        )
    )
    assert by_id == ("raw_assessment_id",)
    assert "raw_student_id" in without
    assert "raw_assessment_id" not in without
