"""What a filter shows: rows that are told of all, and nothing that is not; what has no such column says so."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from report_lake import written

from edulake.config.load import load
from edulake.errors import ConfigError
from edulake.governance.released import HIDDEN
from edulake.serving import query
from edulake.serving.dashboard import filters
from edulake.serving.questions.question import Column, Question
from edulake.serving.report import charts
from edulake.serving.report.figures import plain
from edulake.serving.report.parts import Chart, Prose, Section, Table
from edulake.serving.report.reading import Reading

pytestmark = pytest.mark.once

BY_CLASS = Question(
    "by_class",
    "By class",
    "SELECT 1",
    across="day",
    shows="score",
    columns={"day": Column("class and day"), "score": Column("mean score", "score", ("n",))},
    keys=("class", "year"),
)
ROWS = [
    {"class": "A", "year": "2024/25", "day": "A, Monday", "score": 70.0},
    {"class": "A", "year": None, "day": "A, Tuesday", "score": 71.0},
    {"class": "B", "year": "2023/24", "day": "B, Monday", "score": 80.0},
]
TAUGHT = {"T1": frozenset("A"), "T2": frozenset("ABC"), "T3": frozenset("C")}
BARS = charts.values([{"grade": "1st", "n": 3}, {"grade": "2nd", "n": 4}])
GRADES = Table("By grade", ("Grade", "Students"), ("text", "count"), [["1st", 30], ["2nd", HIDDEN], ["2nd", 40]])
MATRIX = Table(
    "Both", ("Subject", "1st", "2nd"), ("text", "score", "score"), [["Art", 1, 2], ["Math", 3, 4]], across="Grade"
)
HEAT = charts.values(
    [{"subject": "Art", "Grade": "1st", "grade": "1"}, {"subject": "Math", "Grade": "2nd", "grade": "2"}]
)


def section(*parts: Any) -> Section:
    return Section("x", "X", "", parts=list(parts))


def only(part: Any, **chosen: str) -> Any:
    [kept] = filters.shown(section(part), chosen, TAUGHT).parts
    return kept


def refused(part: Any, **chosen: str) -> str:
    told = filters.shown(section(part), chosen, TAUGHT)
    assert told.parts == []
    [(why, titles)] = told.not_told.items()
    assert titles == [part.title]
    return why


def test_an_address_is_read() -> None:
    assert filters.read([("school", "North"), ("grade", ""), ("year", "2024/25")]) == {
        "school": "North",
        "year": "2024/25",
    }


@pytest.mark.parametrize(
    "asked", [[("scool", "North")], [("school", "A"), ("school", "B")], [("", "x")], [("School", "x")]]
)
def test_what_is_no_filter_is_refused_and_not_repeated(asked: list[tuple[str, str]]) -> None:
    """Else all would be shown as if it were filtered."""
    with pytest.raises(ConfigError) as refusal:
        filters.read(asked)
    assert "scool" not in "".join(refusal.value.lines())


def test_a_column_of_a_table_is_a_filter() -> None:
    assert only(GRADES, grade="2nd").rows == [["2nd", HIDDEN], ["2nd", 40]]
    assert refused(GRADES, grade="3rd") == "Nothing is told of 3rd"
    assert refused(GRADES, school="North") == "Not told by school"
    assert refused(GRADES, school="North", grade="2nd", term="1") == "Not told by school and term"


def test_columns_that_are_a_matrix_are_a_filter() -> None:
    assert only(MATRIX, grade="2nd").columns == ("Subject", "2nd")
    assert only(MATRIX, grade="2nd").rows == [["Art", 2], ["Math", 4]]
    both = only(MATRIX, grade="2nd", subject="Math")
    assert (both.columns, both.rows) == (("Subject", "2nd"), [["Math", 4]])
    assert only(MATRIX, subject="Math", grade="2nd").rows == [["Math", 4]]


def test_a_drawing_is_of_the_rows_that_are_left() -> None:
    chart = Chart("By grade", {"layer": [{"data": BARS}], "data": BARS}, "All of them.", GRADES)
    kept = only(chart, grade="1st")
    assert kept.spec["data"]["values"] == kept.spec["layer"][0]["data"]["values"] == [{"grade": "1st", "n": 3}]
    assert kept.says == "Grade: 1st.", "a sentence about all stood above some of them"
    assert kept.numbers.rows == [["1st", 30]]
    assert len(chart.spec["data"]["values"]) == 2, "what is held has changed"
    heat = only(Chart("Both", {"data": HEAT}, "All.", MATRIX), grade="2nd")
    assert [row["subject"] for row in heat.spec["data"]["values"]] == ["Math"]


def test_a_drawing_that_does_not_say_of_which_rows_is_left_out() -> None:
    for more in ({"layer": [{"data": charts.values([{"at": 1}])}]}, {"data": charts.values([{"n": 3}])}):
        kept = only(Chart("By grade", {"data": BARS, **more}, "All.", GRADES), grade="1st")
        assert isinstance(kept, Table)
        assert kept.rows == [["1st", 30]]
    all_hidden = Chart("By grade", {"data": charts.values([{"grade": "1st"}])}, "All.", GRADES)
    assert isinstance(only(all_hidden, grade="2nd"), Table)


def test_a_question_is_drawn_anew_of_what_is_left() -> None:
    asked = plain.part(BY_CLASS, ROWS)
    kept = only(asked, **{"class": "A"})
    assert kept.numbers.rows == [["A, Monday", 70.0], ["A, Tuesday", 71.0]]
    assert kept.says == "Mean score: A, Monday 70.0, A, Tuesday 71.0."
    assert only(asked, **{"class": "A", "year": "2024/25"}).numbers.rows == [["A, Monday", 70.0]]
    assert refused(asked, **{"class": "A", "year": "2023/24"}) == "Nothing is told of 2023/24"
    assert refused(asked, grade="1st") == "Not told by grade"


def test_a_teacher_is_their_classes() -> None:
    asked = plain.part(BY_CLASS, ROWS)
    assert [row[0] for row in only(asked, teacher="T1").numbers.rows] == ["A, Monday", "A, Tuesday"]
    assert len(only(asked, teacher="T2").numbers.rows) == 3
    assert [row[0] for row in only(asked, teacher="T2", **{"class": "B"}).numbers.rows] == ["B, Monday"]
    assert refused(asked, teacher="T3") == "Nothing is told of T3"
    assert refused(GRADES, teacher="T1") == "Not told by teacher"


def test_who_teaches_is_read_where_a_source_says(tmp_path: Path) -> None:
    def teaching(staff: str, class_id: str, **more: Any) -> dict[str, Any]:
        sound = {"is_active": True, "is_deleted": False, "role": "Teacher", "issue_codes": []}
        return {"staff_id": staff, "class_id": class_id} | sound | more

    rows = [
        teaching("T1", "A"),
        teaching("T1", "A", source_system="another"),
        teaching("T1", "B", is_gone=False, is_deleted=False),
        teaching("T1", "no longer", is_active=False),
        teaching("T2", "gone", is_gone=True, is_active=False),
        teaching("T2", "taken back", is_deleted=True),
        teaching("T3", "looked after", role="Proctor"),
        teaching("T3", "perhaps over", issue_codes=["BAD_END_DATE"]),
    ]
    with query.opened(load(None, str(written(tmp_path, {filters.CLASS_STAFF: rows})))) as lake:
        assert filters.taught(Reading(lake)) == {"T1": {"A", "B"}}
    with query.opened(load(None, str(tmp_path / "none"))) as lake:
        assert filters.taught(Reading(lake)) == {}


def test_words_are_not_told_by_anything() -> None:
    card = Prose("A model", "# Card")
    assert filters.shown(section(card), {}, {}).parts == [card]
    assert refused(card, year="2024/25") == "Not told by school year"


def test_the_choices_are_what_figures_tell_of() -> None:
    found = filters.options([section(GRADES, MATRIX, Prose("A", "b")), section(plain.part(BY_CLASS, ROWS))], TAUGHT)
    assert found == {
        "grade": ["1st", "2nd"],
        "subject": ["Art", "Math"],
        "class": ["A", "B"],
        "teacher": ["T1", "T2"],
        "year": ["2024/25", "2023/24"],
    }


def every_choice(options: dict[str, list[str]]) -> Iterator[dict[str, str]]:
    """Each filter, and each two."""
    ones = [(name, value) for name, values in options.items() for value in values]
    yield from ({name: value} for name, value in ones)
    yield from (dict(two) for two in product(ones, ones) if two[0][0] < two[1][0])


def facts(part: Any) -> set[tuple[Any, ...]]:
    """What is told of each row: its first cell, and of each other column the value."""
    table = part.numbers if isinstance(part, Chart) else part
    if isinstance(table, Prose):
        return set()
    names = ("rank", *table.columns[1:])
    return {
        (part.title, str(row[0]), name, str(value))
        for row in table.rows
        for name, value in zip(names, row, strict=True)
    }


def test_no_filter_shows_what_is_not_told_of_all(warehouse: Path, shown: Any) -> None:
    """So whatever two filters tell together, and by their difference, everybody knows who saw the page without them."""
    held = shown.live.newest()
    assert set(held.options) == {"school", "grade", "subject", "course", "class", "year"}
    told = {fact for one in held.sections for part in one.parts for fact in facts(part)}
    seen = 0
    for chosen in every_choice(held.options):
        for one in held.sections:
            under = filters.shown(one, chosen, {})
            assert {fact for part in under.parts for fact in facts(part)} <= told, chosen
            assert len(under.parts) + sum(map(len, under.not_told.values())) == len(one.parts), "a figure went silently"
            seen += len(under.parts)
    assert seen > 50
