"""suggest: what it prints and writes, and how it ends."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from small_warehouse import Said

pytestmark = pytest.mark.once

SURE = "Student ID,Test Date,Score\n00123,03/14/2024,80.5\nS2,03/15/2024,90\n"
OPEN = "Student ID,Test Date,Score\n00123,03/04/2024,80.5\n"


@pytest.fixture
def suggest(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Said]:
    typing = pytest.importorskip("typer.testing", reason="the extra [cli] is not installed")
    from edulake.cli import app
    from edulake.serving import terminal

    monkeypatch.setattr(terminal.console, "width", 100)
    return lambda *words: Said(typing.CliRunner().invoke(app, ["suggest", *map(str, words)]))


@pytest.fixture
def school(tmp_path: Path) -> Path:
    folder = tmp_path / "my school"
    folder.mkdir()
    return folder


def test_what_is_sure_ends_well_and_is_written(suggest: Callable[..., Said], school: Path) -> None:
    (school / "scores.csv").write_text(SURE)
    said = suggest(school, "--out", school.parent / "conf.toml")
    assert (said.code, said.err) == (0, "")
    assert "2024-03-14" in said.out
    written = (school.parent / "conf.toml").read_text()
    assert "[sources.my_school]" in written
    assert written.strip() in said.out
    again = suggest(school, "--out", school.parent / "conf.toml")
    assert (again.code, "is there already" in again.err) == (2, True)


def test_what_is_open_ends_with_a_question(suggest: Callable[..., Said], school: Path) -> None:
    (school / "scores.csv").write_text(OPEN)
    said = suggest(school, "--system", "north")
    assert said.code == 2
    assert "[sources.north]" in said.out
    assert "questions are open" in said.out


def test_what_cannot_be_read_is_named(suggest: Callable[..., Said], school: Path) -> None:
    (school / "scores.csv").write_text(SURE)
    (school / "grades.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    said = suggest(school)
    assert said.code == 2
    assert "grades.xls" in said.out
    assert "[sources.my_school]" in said.out


def test_files_are_tidied_on_request(suggest: Callable[..., Said], school: Path) -> None:
    (school / "scores.csv").write_text("Spring report\n\n" + SURE)
    said = suggest(school / "scores.csv", "--tidy", school.parent / "tidy")
    assert "--tidy DIR" in said.out
    assert (school.parent / "tidy" / "scores.csv").read_text() == SURE
    assert suggest(school, "--tidy", school.parent / "tidy").code == 2


def test_a_configuration_is_checked(suggest: Callable[..., Said], school: Path) -> None:
    (school / "scores.csv").write_text(SURE)
    conf = school.parent / "conf.toml"
    suggest(school, "--out", conf)
    said = suggest(school, "--check", conf)
    assert (said.code, "nothing" in said.out) == (0, True)
    conf.write_text(conf.read_text().replace("MM/dd", "dd/MM"))
    said = suggest(school, "--check", conf)
    assert said.code == 2
    assert "read wrong" in " ".join(said.out.split())
    (school / "marks.csv").write_text(SURE)
    assert "no block" in suggest(school, "--check", conf).out


@pytest.mark.parametrize(
    ("words", "code", "what"),
    [(["missing"], 5, "there is no"), (["empty"], 5, "nothing to look at"), (["full", "--system", "a b"], 2, "a b")],
)
def test_what_cannot_be_asked(
    words: list[str], code: int, what: str, suggest: Callable[..., Said], tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "scores.csv").write_text(SURE)
    said = suggest(tmp_path / words[0], *words[1:])
    assert (said.code, what in said.err) == (code, True)
