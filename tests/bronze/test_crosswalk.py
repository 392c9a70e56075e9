"""Which student an id stands for: the latest delivery says it, nobody guesses, and what is new of it is found again."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession
from steps import frame

from edulake.bronze.crosswalk import gone, looked_up, since, students

pytestmark = pytest.mark.once

COLUMNS = {
    **dict.fromkeys(("raw_source", "raw_id", "raw_student_id", "source_file"), "STRING"),
    **dict.fromkeys(("delivered_at", "source_file_modified_at"), "TIMESTAMP"),
    "is_gone": "BOOLEAN",
}
KNOWN = {"own_id": "STRING", "mapped_student": "STRING", "is_conflicting": "BOOLEAN", "is_new": "BOOLEAN"}


def at(day: int) -> dt.datetime:
    return dt.datetime(2025, 1, day, tzinfo=dt.UTC)


def row(id_: str | None, student: str | None, day: int = 1, modified: int = 1, **more: Any) -> dict[str, Any]:
    said = {"raw_source": "lms", "raw_id": id_, "raw_student_id": student, "source_file": "a", "is_gone": False}
    return {**said, "delivered_at": at(day), "source_file_modified_at": at(modified), **more}


# Of each id what is delivered, whom it stands for, and whether that are two.
CASES: dict[str, tuple[list[dict[str, Any]], str | None, bool]] = {
    "one": ([row("one", "S1")], "north:S1", False),
    "blanks and marks": ([row(" marks ", '="S1"', raw_source=" lms ")], "north:S1", False),
    "twice the same": ([row("twice", "S1"), row("twice", " S1", source_file="b")], "north:S1", False),
    "two at once": ([row("two", "S1"), row("two", "S2")], None, True),
    "two files at once": (
        [row("files", "S1", modified=1), row("files", "S2", modified=9, source_file="b")],
        None,
        True,
    ),
    "replaced in place": ([row("place", "S1", modified=1), row("place", "S2", modified=2)], "north:S2", False),
    "later": ([row("later", "S1", 1, modified=9), row("later", "S2", 2)], "north:S2", False),
    "mended": ([row("mended", "S1"), row("mended", "S2"), row("mended", "S2", 2)], "north:S2", False),
    "back again": ([row("back", "S1", 1), row("back", "S2", 2), row("back", "S1", 3)], "north:S1", False),
    "gone": ([row("gone", "S1", is_gone=True)], None, False),
    "one of two gone": ([row("left", "S1"), row("left", "S2", is_gone=True)], "north:S1", False),
    "damaged": ([row("damaged", "1.23457E+11")], None, False),
    "damaged later": ([row("once", "S1"), row("once", "1.23457E+11", 2)], None, False),
    "damaged at once": ([row("both", "S1"), row("both", "1.23457E+11")], None, True),
}
IDS = {"blanks and marks": "marks", "twice the same": "twice", "two at once": "two", "two files at once": "files"}
IDS |= {"replaced in place": "place", "back again": "back", "one of two gone": "left", "damaged later": "once"}
IDS |= {"damaged at once": "both"}


def by_id(known: DataFrame, *names: str) -> dict[str, tuple[Any, ...]]:
    found = known.select("own_id", *names).collect()
    assert len({one["own_id"] for one in found}) == len(found)
    return {one["own_id"]: tuple(one)[1:] for one in found}


def test_whom_an_id_stands_for(spark: SparkSession) -> None:
    rows = [one for given, _, _ in CASES.values() for one in given]
    rows += [row("one", "S7", 9, raw_source="sis"), row("theirs", "S7", raw_source="LMS"), row("1.23457E+11", "S7")]
    found = by_id(students(frame(spark, COLUMNS, rows), "lms", "north"), "mapped_student", "is_conflicting")
    due = {IDS.get(name, name): (student, two) for name, (_, student, two) in CASES.items()}
    assert found == {own: said for own, said in due.items() if own != "gone"}


def test_without_a_namespace_a_student_is_called_as_the_crosswalk_does(spark: SparkSession) -> None:
    found = by_id(students(frame(spark, COLUMNS, [row("one", "S1")]), "lms", ""), "mapped_student")
    assert found == {"one": ("S1",)}


def known(spark: SparkSession, **said: tuple[Any, ...]) -> DataFrame:
    return frame(spark, KNOWN, [dict(zip(KNOWN, (own, *of), strict=False)) for own, of in said.items()])


def test_what_stands_for_another_one_is_new(spark: SparkSession) -> None:
    before = known(
        spark, same=("S1", False), moved=("S1", False), split=("S1", False), two=(None, True), went=("S1", False)
    )
    later = known(
        spark, same=("S1", False), moved=("S2", False), split=(None, True), two=(None, True), came=("S1", False)
    )
    found = by_id(since(later.drop("is_new"), before.drop("is_new")), "mapped_student", "is_new")
    assert found == {
        "same": ("S1", False),
        "moved": ("S2", True),
        "split": (None, True),
        "two": (None, False),
        "came": ("S1", True),
        "went": (None, True),
    }


CANDIDATES = dict.fromkeys(
    ("raw_student_id", "raw_payload", "source_system", "source_file_sha256", "payload_form", "batch_id"), "STRING"
) | {"delivered_at": "TIMESTAMP", "revisit": "BOOLEAN"}


@pytest.mark.parametrize("spreads", [False, True])
def test_candidates_know_whom_they_are_about(spark: SparkSession, *, spreads: bool) -> None:
    """Each stays one row; of a record that is spread all candidates are looked at again, where one is."""
    given = [(" u1 ", "record"), ("u2", "record"), ("u3", "record"), (None, "other"), ("u4", "other"), ("u2", "again")]
    rows = [
        {"raw_student_id": id_, "raw_payload": payload, "delivered_at": at(1), "revisit": payload == "again"}
        for id_, payload in given
    ]
    crosswalk = known(spark, u1=("S1", False, True), u2=("S2", False, False), u3=(None, True, False))
    found = looked_up(frame(spark, CANDIDATES, rows), crosswalk, spreads=spreads)
    names = ("raw_student_id", "raw_payload", "mapped_student", "is_conflicting", "revisit")
    assert sorted(map(tuple, found.select(*names).collect()), key=str) == sorted(
        [
            (" u1 ", "record", "S1", False, True),
            ("u2", "record", "S2", False, spreads),
            ("u3", "record", None, True, spreads),
            (None, "other", None, None, False),
            ("u4", "other", None, None, False),
            ("u2", "again", "S2", False, True),
        ],
        key=str,
    )


def test_a_student_of_several_ids_is_gone_when_all_of_them_are(spark: SparkSession) -> None:
    crosswalk = known(
        spark,
        a1=("A", False, False),
        a2=("A", False, False),
        b1=("B", False, True),
        b2=("B", False, False),
        c=(None, True),
    )
    went = [("a1", 2), ("a2", 5), ("b1", 3), ("c", 4), ("d", 4)]
    rows = [{"raw_student_id": id_, "at": at(day)} for id_, day in went]
    found = gone(frame(spark, {"raw_student_id": "STRING", "at": "TIMESTAMP"}, rows), crosswalk)
    assert sorted((r["mapped_student"] or r["raw_student_id"], r["at"].day) for r in found.collect()) == [
        ("A", 5),
        ("c", 4),
        ("d", 4),
    ]
