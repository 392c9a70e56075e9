"""tables, show, history: what there is, without Spark, without names, and with exit codes that tell."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from small_warehouse import CANARY, HARMFUL, SUBJECT, Edulake

from edulake.contract.table import Table
from edulake.governance import catalog

pytestmark = pytest.mark.once


def test_tables_lists_what_exists(edulake: Edulake) -> None:
    listed = {row["table"]: row for row in edulake("tables", "--json").json}
    assert list(listed) == ["silver.students", str(SUBJECT), "ops.quarantine", "ops.job_runs"]
    assert listed[str(SUBJECT)]["rows"] == 3
    assert listed[str(SUBJECT)]["version"] == 1
    assert listed[str(SUBJECT)]["files"] == 2
    assert listed[str(SUBJECT)]["bytes"] > 0
    assert "silver.students" in edulake("tables").out


def test_tables_all_says_what_each_would_hold(edulake: Edulake) -> None:
    listed = {row["table"]: row for row in edulake("tables", "--all", "--json").json}
    assert list(listed) == [str(table) for table in catalog.TABLES]
    assert listed["gold.course_completion"]["rows"] is None
    assert listed["gold.course_completion"]["meaning"]


def test_show_leaves_out_names(edulake: Edulake) -> None:
    rows = edulake("show", "students", "--json").json
    assert len(rows) == 5
    assert not {"student_id", "name", "content_hash"} & set(rows[0])
    said = edulake("show", "silver.students")
    assert CANARY not in said.out
    assert "STU" not in said.out
    assert "left out: student_id" in said.out
    identified = edulake("show", "students", "--identified", "--json").json
    assert [(row["student_id"], row["name"]) for row in identified] == [(f"STU{n}", CANARY) for n in range(5)]


@pytest.mark.parametrize("words", [[], ["--identified"]])
def test_show_never_tells_what_is_sensitive(edulake: Edulake, words: list[str]) -> None:
    assert not {"gender", "disability", "content_hash"} & set(edulake("show", "students", "--json", *words).json[0])
    said = edulake("show", "students", *words).out
    assert HARMFUL not in said
    assert "sensitive: gender, disability, content_hash" in said
    payloads = edulake("show", "ops.quarantine", "--json", *words).json
    assert not {"raw_payload", "quarantine_id", "record_hash"} & set(payloads[0])


def test_show_takes_a_condition_and_a_limit(edulake: Edulake) -> None:
    assert len(edulake("show", "students", "--limit", "2", "--json").json) == 2
    rows = edulake("show", "students", "--where", "student_id > 'STU2' -- and so on", "--identified", "--json").json
    assert [row["student_id"] for row in rows] == ["STU3", "STU4"]
    assert edulake("show", "students", "--where", "nonsense >").code == 2


def test_show_travels_in_time(edulake: Edulake) -> None:
    first = edulake("show", f"education.{SUBJECT}", "--version", "0", "--json").json
    assert [row["subject"] for row in first] == ["Art", "Math"]
    assert len(edulake("show", SUBJECT.name, "--version", "1", "--json").json) == 3
    assert f"{SUBJECT} at version 0" in edulake("show", SUBJECT.name, "--version", "0").out
    missing = edulake("show", SUBJECT.name, "--version", "7")
    assert missing.code == 5
    assert missing.err.splitlines() == [
        f"error: {SUBJECT} has no version 7",
        "why:   the newest is 1",
        f"do:    choose one of `edulake history {SUBJECT}`",
    ]
    assert edulake("show", "students", "--version", "0", "--json").json[0].keys().isdisjoint({"student_id", "name"})
    assert edulake("show", SUBJECT.name, "--version", "-1").code == 2


def test_history_is_newest_first(edulake: Edulake) -> None:
    commits = edulake("history", SUBJECT.name, "--json").json
    assert [commit["version"] for commit in commits] == [1, 0]
    assert commits[0]["operation"] == "WRITE"
    assert commits[0]["at"].endswith("Z")
    assert "inserted" in edulake("history", SUBJECT.name).out


@pytest.mark.parametrize("command", ["tables", "runs", "quarantine", "clustering", "unknown"])
def test_a_missing_warehouse_is_unreadable(edulake: Edulake, tmp_path: Path, command: str) -> None:
    said = edulake(command, on=tmp_path / "none")
    assert said.code == 5
    assert "there is no warehouse here" in said.err
    assert said.out == ""


def test_mistakes_end_with_2_and_a_hint(edulake: Edulake) -> None:
    said = edulake("show", "silver.studnets")
    assert (said.code, "did you mean silver.students" in said.err) == (2, True)
    assert edulake("show").code == 2
    said = edulake("tabels")
    assert (said.code, "tables" in said.err) == (2, True)
    assert edulake("show", "gold.course_completion").code == 5


def test_no_line_is_wider_than_the_terminal(edulake: Edulake) -> None:
    for words in (
        ["tables"],
        ["tables", "--all"],
        ["show", "students"],
        ["history", SUBJECT.name],
        ["runs"],
        ["quarantine"],
    ):
        assert max(len(line.rstrip()) for line in edulake(*words).out.splitlines()) <= 80, words


def test_importing_the_command_line_imports_no_spark() -> None:
    code = "import sys; import edulake.cli; assert not {'pyspark', 'deltalake', 'rich.table'} & set(sys.modules)"
    pytest.importorskip("typer")
    subprocess.run([sys.executable, "-c", code], check=True)


def test_catalog_has_no_two_tables_of_one_name() -> None:
    """A name without its layer is enough for people only as long as this holds."""
    names = [table.name for table in catalog.TABLES if isinstance(table, Table)]
    assert len(names) == len(set(names))
