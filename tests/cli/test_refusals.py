"""quarantine: how often what was refused and why; the records themselves for those alone who ask for them."""

from __future__ import annotations

import pytest
from small_warehouse import CANARY, HARMFUL, Edulake

pytestmark = pytest.mark.once


def test_reasons_are_counted_by_source(edulake: Edulake) -> None:
    found = [
        (r["source"], r["reason"], r["of"], r["open"], r["resolved"]) for r in edulake("quarantine", "--json").json
    ]
    assert found == [
        ("lms", "BAD_DATE", "records", 1, 0),
        ("sis", "BAD_DATE", "records", 1, 1),
        ("sis", "FILE_CORRUPT", "files", 1, 0),
        ("sis", "NULL_STUDENT_ID", "records", 2, 0),
        ("sis", "NULL_STUDENT_ID", "records", 1, 0),
    ]
    assert "no student" in edulake("quarantine").out


def test_quarantine_can_be_narrowed(edulake: Edulake) -> None:
    assert len(edulake("quarantine", "--source", "lms", "--json").json) == 1
    found = edulake("quarantine", "--reason", "NULL_STUDENT_ID", "--payloads", "--json").json
    codes = [["NULL_STUDENT_ID"], ["NULL_STUDENT_ID", "BAD_DATE"], ["NULL_STUDENT_ID"]]
    assert [row["reason_codes"] for row in found] == codes


def test_payloads_are_shown_when_asked_for_and_command_no_terminal(edulake: Edulake) -> None:
    out = edulake("quarantine", "--payloads").out
    assert CANARY in out
    assert "sis/1.zip" in out
    assert "red" in out
    assert "\x1b[31m" not in out


def test_a_payload_that_may_hold_what_is_sensitive_is_shown_to_nobody(edulake: Edulake) -> None:
    """Students have a gender and may have a disability: their refused records are named, and what reads them is said."""
    found = edulake("quarantine", "--payloads", "--json").json
    assert [(row["subject"], row["payload_form"], row["raw_payload"] is None) for row in found] == [
        ("attendance", "json", False),
        ("attendance", "json", False),
        ("attendance", "json", False),
        ("attendance", "file", True),
        ("students", "sensitive", True),
    ]
    assert HARMFUL not in str(found)
    out = edulake("quarantine", "--payloads").out
    assert HARMFUL not in out
    assert "a record of sis/2.csv: not shown" in " ".join(out.split())
    assert "a grant of its own reads them in ops.quarantine" in " ".join(out.split())
    assert "a grant of its own" not in edulake("quarantine", "--payloads", "--source", "lms").out


def test_a_reason_is_told_with_its_meaning_once(edulake: Edulake) -> None:
    """FILE_CORRUPT is no rule of a subject: nothing is said of what it means."""
    found = {(r["source"], r["reason"]): r["meaning"] for r in edulake("quarantine", "--json").json}
    assert found["sis", "BAD_DATE"] == found["lms", "BAD_DATE"]
    assert found["sis", "NULL_STUDENT_ID"]
    assert found["sis", "FILE_CORRUPT"] == ""
    told = edulake("quarantine").out.partition("What the reasons mean")[2].partition("What to do")[0]
    assert told.count("NULL_STUDENT_ID") == 1
    assert "FILE_CORRUPT" not in told


def test_payloads_are_the_oldest_open_ones_up_to_a_limit(edulake: Edulake) -> None:
    """What was resolved is no longer shown; the limit counts what is wanted, not what was looked at."""
    found = edulake("quarantine", "--payloads", "--json").json
    assert {row["status"] for row in found} == {"OPEN"}
    assert len(found) == 5
    assert edulake("quarantine", "--payloads", "--limit", "2", "--json").json == found[:2]
    last = edulake("quarantine", "--payloads", "--limit", "1", "--source", "lms", "--json").json
    assert [row["source_system"] for row in last] == ["lms"]
    assert edulake("quarantine", "--limit", "0").code == 2


@pytest.mark.parametrize("words", [["--source", "nobody"], ["--reason", "NULL"], ["--source", "lms", "--reason", "X"]])
def test_what_nobody_refused_is_no_failure(edulake: Edulake, words: list[str]) -> None:
    """A reason is a whole code, not a part of one."""
    assert edulake("quarantine", *words, "--json").json == []
    assert edulake("quarantine", *words, "--payloads", "--json").json == []
    said = edulake("quarantine", *words)
    assert said.code == 0
    assert "nothing was refused" in said.out
    assert "What the reasons mean" not in said.out


def test_what_has_no_payload_is_named(edulake: Edulake) -> None:
    """A file is where it was; of a record whose source keeps columns out nothing was kept."""
    from edulake.cli import refusals

    shown = edulake("quarantine", "--payloads", "--reason", "FILE_CORRUPT").out
    assert "the file sis/1.zip" in shown
    assert refusals._unheld("json", "sis/2.csv").startswith("a record of sis/2.csv: not kept")


def test_a_record_with_two_reasons_counts_for_both() -> None:
    """Open and resolved apart, files and records apart; groups of the same reason are added up."""
    pytest.importorskip("typer", reason="the extra [cli] is not installed")
    from edulake.cli.refused import Group, Reason, counted

    groups = [
        Group("s", "students", "OPEN", ["A", "B"], "json", 3, None),
        Group("s", "students", "OPEN", ["B"], "csv", 4, None),
        Group("s", "students", "RESOLVED", ["B"], "json", 5, None),
        Group("s", "students", "OPEN", ["B"], "file", 1, "unpack it"),
    ]
    assert counted(groups) == [
        Reason("s", "students", "A", "records", 3, 0, ""),
        Reason("s", "students", "B", "files", 1, 0, ""),
        Reason("s", "students", "B", "records", 7, 5, ""),
    ]
    assert counted([]) == []
