"""sql and export: answers, refusals, and files that are private, whole and harmless."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from small_warehouse import CANARY, HARMFUL, SUBJECT, Edulake

pytestmark = pytest.mark.once


def test_sql_answers(edulake: Edulake) -> None:
    sql = f"SELECT subject, avg_score FROM {SUBJECT} ORDER BY subject DESC"
    assert edulake("sql", sql, "--limit", "1", "--json").json == [{"subject": "Math", "avg_score": 71.5}]
    people = edulake("sql", sql, "--limit", "1").out
    assert "71.50" in people
    assert "the first 1 rows" in people


def test_sql_says_how_it_would_be_answered(edulake: Edulake) -> None:
    sql = f"SELECT subject FROM {SUBJECT} WHERE avg_score > 71"
    people = edulake("sql", sql, "--explain")
    assert (people.code, "71.50" in people.out) == (0, False)
    assert "avg_score" in people.out
    assert "avg_score" in edulake("sql", sql, "--explain", "--json").json[0]["plan"]
    assert edulake("sql", "SELECT nothing FROM", "--explain").code == 2


@pytest.mark.parametrize("sql", ["DROP TABLE gold.x", "SELECT nothing FROM", "SELECT 1; SELECT 2"])
def test_what_is_no_question_ends_with_2(edulake: Edulake, sql: str) -> None:
    said = edulake("sql", sql)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("error:")


def test_markup_in_values_is_shown_as_it_is(edulake: Edulake) -> None:
    assert "[red]x[/red]" in edulake("sql", "SELECT '[red]x[/red]' AS text").out


def test_csv_is_harmless_private_and_whole(edulake: Edulake, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    said = edulake("export", SUBJECT.name, "--out", str(out))
    assert (said.code, "3 rows" in said.out) == (0, True)
    assert out.stat().st_mode & 0o777 == 0o600
    with out.open(newline="") as file:
        rows = {row["subject"]: row["avg_score"] for row in csv.DictReader(file)}
    assert rows == {"Art": "71.50", "Math": "71.50", "'=Music": "-1.00"}
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]


def test_nothing_is_replaced_unasked(edulake: Edulake, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    out.write_text("mine")
    assert edulake("export", SUBJECT.name, "--out", str(out)).code == 2
    assert out.read_text() == "mine"
    assert edulake("export", SUBJECT.name, "--out", str(out), "--force", "--bom").code == 0
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_personal_columns_stay_unless_asked_for(edulake: Edulake, tmp_path: Path, form: str) -> None:
    out = tmp_path / f"out.{form}"
    found = edulake("export", "students", "--out", str(out), "--format", form, "--json").json[0]
    assert found["rows"] == 5
    assert {"student_id", "name", "email"} <= set(found["left_out"])
    assert CANARY.encode() not in out.read_bytes()
    assert b"STU1" not in out.read_bytes()
    again = edulake("export", "students", "--out", str(out), "--format", form, "--identified", "--force", "--json")
    assert again.json[0]["left_out"] == again.json[0]["sensitive"] == ["gender", "disability", "content_hash"]
    assert CANARY.encode() in out.read_bytes()
    assert HARMFUL.encode() not in out.read_bytes()
    for words in ([], ["--identified"]):
        said = edulake("export", "students", "--out", str(out), "--format", form, "--force", *words).out
        assert "sensitive: gender, disability, content_hash" in said
        assert ("left out: student_id" in said) is not bool(words)
    assert out.stat().st_mode & 0o777 == 0o600


def test_parquet_keeps_types(edulake: Edulake, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    out = tmp_path / "out.parquet"
    assert (
        edulake("export", SUBJECT.name, "--out", str(out), "-f", "parquet", "--where", "subject = '=Music'").code == 0
    )
    table = parquet.read_table(out)
    assert str(table.schema.field("avg_score").type).startswith("decimal128")
    assert table.num_rows == 1


def test_a_folder_that_is_not_there_is_unreadable(edulake: Edulake, tmp_path: Path) -> None:
    said = edulake("export", SUBJECT.name, "--out", str(tmp_path / "no" / "out.csv"))
    assert said.code == 5
