"""report: where the page goes, what is said of it, and that a warehouse must be there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from small_warehouse import Edulake

pytestmark = pytest.mark.once


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The page is not made here: what it was asked for, and the sections that could not be made."""
    page = pytest.importorskip("edulake.serving.report.page", reason="the extra [report] is not installed")
    given: dict[str, Any] = {"failures": []}

    def make(settings: Any, out: Path, *, identified: bool) -> list[str]:
        given.update(settings=settings, out=out, identified=identified)
        return given["failures"]

    monkeypatch.setattr(page, "make", make)
    return given


def test_the_page_of_the_warehouse_is_for_everybody_unless_asked(
    edulake: Edulake, made: dict[str, Any], warehouse: Path, tmp_path: Path
) -> None:
    out = tmp_path / "page.html"
    said = edulake("report", "--out", str(out))
    assert (said.code, said.out, said.err) == (0, f"{out}\n", "")
    assert (made["out"], made["identified"], made["settings"].warehouse) == (out, False, str(warehouse))
    edulake("report", "--out", str(out), "--identified")
    assert made["identified"] is True


def test_the_page_lies_where_the_command_was_called(
    edulake: Edulake, made: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert edulake("report").out == f"{tmp_path / 'edulake-report.html'}\n"


def test_a_section_that_could_not_be_made_is_told_beside_the_answer(
    edulake: Edulake, made: dict[str, Any], tmp_path: Path
) -> None:
    """Programs read the path on stdout; the rest of the page is there, so that it is no failure."""
    made["failures"] = ["Results: Could not be made", "Courses: Could not be made"]
    said = edulake("report", "--out", str(tmp_path / "page.html"))
    assert (said.code, said.out) == (0, f"{tmp_path / 'page.html'}\n")
    assert said.err.splitlines() == [f"not made: {failure}" for failure in made["failures"]]


def test_without_a_warehouse_there_is_no_page(edulake: Edulake, made: dict[str, Any], tmp_path: Path) -> None:
    said = edulake("report", on=tmp_path / "none")
    assert (said.code, said.out) == (5, "")
    assert "settings" not in made
