"""runs: sums that tell whether a run balances, and no student's value unasked, by any command."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_warehouse import CANARY, Edulake

pytestmark = pytest.mark.once


def test_runs_are_summed_and_judged(edulake: Edulake) -> None:
    runs = {run["run_id"]: run for run in edulake("runs", "--json").json}
    assert list(runs) == ["ddd4", "ccc3", "bbb2", "aaa1"]
    assert (runs["bbb2"]["records_in"], runs["bbb2"]["accepted"], runs["bbb2"]["balanced"]) == (20, 14, True)
    assert runs["ccc3"]["balanced"] is False
    assert runs["ddd4"]["error_code"] == "UNREADABLE"
    people = edulake("runs").out
    assert "UNBALANCED" in people
    assert "UNREADABLE" in people


def test_failed_runs_alone(edulake: Edulake) -> None:
    assert [run["run_id"] for run in edulake("runs", "--failed", "--json").json] == ["ddd4"]


def test_one_run_is_shown_by_table_and_source(edulake: Edulake) -> None:
    entries = edulake("runs", "bb", "--json").json
    assert [entry["source_system"] for entry in entries] == ["sis", "lms"]
    assert "silver.students" in edulake("runs", "bbb2").out
    assert edulake("runs", "zzz").code == 2


@pytest.mark.parametrize("words", [["runs"], ["runs", "bbb2"], ["quarantine"], ["tables"], ["show", "quarantine"]])
def test_no_student_is_told_of_unasked(edulake: Edulake, words: list[str]) -> None:
    for said in (edulake(*words), edulake(*words, "--json")):
        assert said.code == 0
        assert CANARY not in said.out + said.err


def test_a_new_warehouse_has_no_runs(edulake: Edulake, tmp_path: Path) -> None:
    for command in ("runs", "quarantine", "tables"):
        assert edulake(command, "--json", on=tmp_path).json == []
        assert edulake(command, on=tmp_path).code == 0


def test_what_a_run_cost_stands_beside_its_tables(edulake: Edulake) -> None:
    out = edulake("runs", "bbb2").out
    assert [word for word in ("12.3", "20.1", "3.4") if word not in out] == []
    assert edulake("runs", "aaa1").code == 0, "of before it was counted"


@pytest.mark.parametrize("words", [["bbb2", "--failed"], ["--table", "silver.students", "--quality"]])
def test_one_question_at_a_time(edulake: Edulake, words: list[str]) -> None:
    assert edulake("runs", *words).code == 2
