"""What is told of surveys: of ten on both sides, of the newest survey of a family, and of no school or grade level."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from asked import asked, column
from report_voices import BEFORE, CONSTRUCTS, RESULTS, about, heard, place, to

from edulake.serving.questions.voices import HEARD, ITEMS, QUESTIONS, VOICES

pytestmark = pytest.mark.once
pytest.importorskip("deltalake", reason="delta-rs is installed beside Spark 4.2 only")


def test_who_is_in_favour_and_was_before(tmp_path: Path) -> None:
    rows = [
        about("Safety", 30, 10),
        about("Safety", 20, 20, BEFORE),
        about("Belonging", 11, 22),
        about("Workload", 10, 10, kind="Staff"),
        {**about("Safety", 50, 50), "school_id": "North"},
        {**about("Safety", 50, 50), "grade_level": "1st Grade"},
    ]
    told = asked(tmp_path, VOICES, {CONSTRUCTS: rows})
    assert told == {
        "Students: Safety": {"favourable": Decimal("0.75"), "earlier": Decimal("0.50"), "mean": Decimal("3.5")},
        "Staff: Workload": {"favourable": Decimal("0.50"), "earlier": None, "mean": Decimal("3.5")},
        "Students: Belonging": {"favourable": Decimal("0.33"), "earlier": None, "mean": Decimal("3.5")},
    }
    assert list(told) == ["Students: Safety", "Staff: Workload", "Students: Belonging"], "most first"


@pytest.mark.parametrize("sides", [(9, 40), (40, 9), (5, 4), (40, 0), (0, 40), (None, None)])
def test_few_on_either_side_are_not_told(tmp_path: Path, sides: tuple[Any, Any]) -> None:
    """That all forty say the same would tell it of each."""
    few = dict(zip(("in_favour", "not_in_favour"), sides, strict=True))
    assert asked(tmp_path / "0", VOICES, {CONSTRUCTS: [about("Safety", 40, 40) | few]}) == {}
    assert asked(tmp_path / "1", ITEMS, {RESULTS: [to("Q1", 40, 40) | few]}) == {}


@pytest.mark.parametrize("few", [9, 0])
def test_few_before_are_not_told(tmp_path: Path, few: int) -> None:
    rows = [about("Safety", 30, 10), about("Safety", 40, few, BEFORE)]
    assert column(asked(tmp_path / "0", VOICES, {CONSTRUCTS: rows}), "earlier") == {"Students: Safety": None}
    rows = [to("Q1", 30, 10), to("Q1", few, 40, BEFORE)]
    assert column(asked(tmp_path / "1", ITEMS, {RESULTS: rows}), "earlier") == {"Students: Q1?": None}


def test_a_parent_of_many_is_one_person(tmp_path: Path) -> None:
    """Forty favourable answers of nine people are those of nine."""
    rows = [to("Q1", 40, 40) | {"in_favour": 9}, to("Q2", 40, 60) | {"in_favour": 10}]
    assert column(asked(tmp_path, ITEMS, {RESULTS: rows}), "favourable") == {"Students: Q2?": Decimal("0.40")}


def test_items_by_what_they_ask_the_lowest_first(tmp_path: Path) -> None:
    rows = [
        to("Q1", 30, 10),
        to("Q2", 10, 30) | {"text": None},
        to("Q3", 20, 20),
        to("Q3", 12, 24, BEFORE),
        to("P1", 20, 30, kind="Parent"),
    ]
    told = asked(tmp_path, ITEMS, {RESULTS: rows})
    assert column(told, "favourable") == {
        "Students: Q2": Decimal("0.25"),
        "Parents: P1?": Decimal("0.40"),
        "Students: Q3?": Decimal("0.50"),
        "Students: Q1?": Decimal("0.75"),
    }
    assert next(iter(told)) == "Students: Q2"
    assert told["Students: Q3?"]["earlier"] == Decimal("0.33")


def test_the_newest_survey_of_each_family(tmp_path: Path) -> None:
    """One without a family is alone; what is told of several is named by each."""
    rows = [
        about("Safety", 20, 20),
        about("Safety", 30, 10, BEFORE),
        about("Safety", 10, 40, "exit") | {"family": None, "earlier_survey_id": None},
        about("Safety", 10, 90, "undated") | {"family": "other", "first_day": None},
        about("Safety", 40, 10, "of no day") | {"first_day": None},
    ]
    told = asked(tmp_path, VOICES, {CONSTRUCTS: rows})
    assert column(told, "favourable") == {
        "Students: Safety (Safety, climate 2024)": Decimal("0.50"),
        "Students: Safety (Safety, exit)": Decimal("0.20"),
        "Students: Safety (Safety, undated)": Decimal("0.10"),
    }


def test_of_two_sources_each_is_named(tmp_path: Path) -> None:
    rows = [about("Safety", 20, 20), {**about("Safety", 30, 10), "source_system": "west"}]
    told = asked(tmp_path, VOICES, {CONSTRUCTS: rows})
    assert set(told) == {"Students: Safety (Safety, sis climate 2024)", "Students: Safety (Safety, west climate 2024)"}


def test_how_many_answer(tmp_path: Path) -> None:
    def survey(name: str, completed: int, invited: int | None, kind: str = "Student") -> list[dict[str, Any]]:
        """Two items of it."""
        told = heard(completed, invited)
        return [place(name, kind) | {"item_code": code, "family": name, **told} for code in ("Q1", "Q2")]

    rows = [
        *survey("told", 30, 40),
        *survey("told", 20, 80, "Parent"),
        *survey("few", 9, 40),
        *survey("few silent", 40, 49),
        *survey("all", 40, 40),
        *survey("not known", 40, None),
        *survey("more than all", 50, 40),
    ]
    assert column(asked(tmp_path, HEARD, {RESULTS: rows}), "rate") == {
        "Students, told": Decimal("0.75"),
        "Parents, told": Decimal("0.25"),
    }


def test_no_count_is_told() -> None:
    """By the number who answered two shares of nearly the same people could be subtracted."""
    kinds = {column.kind for question in QUESTIONS for column in question.columns.values()}
    assert kinds == {"text", "share", "score"}
