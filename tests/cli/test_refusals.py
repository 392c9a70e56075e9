"""quarantine: reasons by source, and what students' records say only where it is asked for."""

from __future__ import annotations

import pytest
from small_warehouse import CANARY, Edulake

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
    ]
    assert "no student" in edulake("quarantine").out


def test_quarantine_can_be_narrowed(edulake: Edulake) -> None:
    assert len(edulake("quarantine", "--source", "lms", "--json").json) == 1
    found = edulake("quarantine", "--reason", "NULL_STUDENT_ID", "--payloads", "--json").json
    assert [row["reason_codes"] for row in found] == [["NULL_STUDENT_ID"], ["NULL_STUDENT_ID", "BAD_DATE"]]


def test_payloads_are_shown_when_asked_for_and_command_no_terminal(edulake: Edulake) -> None:
    out = edulake("quarantine", "--payloads").out
    assert CANARY in out
    assert "sis/1.zip" in out
    assert "red" in out
    assert "\x1b[31m" not in out


def test_payloads_are_cut_off_at_the_limit(edulake: Edulake) -> None:
    assert len(edulake("quarantine", "--payloads", "--limit", "2", "--json").json) == 2
    assert edulake("quarantine", "--source", "nobody", "--json").json == []
    assert "nothing was refused" in edulake("quarantine", "--source", "nobody").out
