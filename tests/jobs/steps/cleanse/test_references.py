"""Rows that facts refer to: the current one of each key, and an account of those that are new."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pyspark.sql import SparkSession
from steps import CLASSES, MARKS, Held, day, pending, rows_of, source

from edulake.bronze.crosswalk import Crosswalk
from edulake.bronze.item_lists import Items
from edulake.errors import BalanceError
from edulake.jobs.steps.cleanse.references import account, lookups, says_otherwise, students
from edulake.jobs.steps.cleanse.work import Work
from edulake.ops.runs import Entry, Run
from edulake.ops.tables import QUARANTINE
from edulake.silver.wellbeing import survey_items

pytestmark = pytest.mark.once
SIS = source("sis", snapshot=True, references=(CLASSES,))


def row(class_id: str | None, room: str, at: int, batch: int = 1, **values: Any) -> dict[str, Any]:
    said = {"raw_id": class_id, "raw_room": room, "batch_number": batch, "source_system": "sis"}
    said |= {"delivered_at": day(at), "source_file_modified_at": day(at), "source_file": "f", "is_snapshot": False}
    said |= {"source_file_sha256": f"f{at}", "payload_form": "json", "raw_payload": f"{class_id} {room}"}
    return {**said, **values}


def rows() -> list[dict[str, Any]]:
    """Two batches are known, of which the second is new; the third is of another run."""
    everything = [row("torn", "T1", 1, 2, parse_issue="RAGGED_LONG"), row("B", "B1", 9, 3)]
    everything += [row("A", "A1", 1), row("A", "A2", 2, 2), row("B", "B1", 2), row("B", "B0", 1, 2)]
    everything += [row("C", "C1", 1, 2), row("C", "C1", 3, 2), row(" ", "no id", 3, 2), row(None, "no id", 3, 2)]
    everything += [row("theirs", "X1", 1, 2, source_system="lms"), row(None, "old", 1)]
    return everything


def held(spark: SparkSession, *more: dict[str, Any]) -> Held:
    return Held(spark, {CLASSES: rows_of(spark, CLASSES, *rows(), *more)})


def looked_up(store: Held, work: Work) -> dict[str, tuple[Any, ...]]:
    [found] = lookups(store, SIS, work).values()
    wanted = found.select("raw_id", "raw_room", "is_gone", "is_new").collect()
    assert len({r["raw_id"] for r in wanted}) == len(wanted)
    return {r["raw_id"]: tuple(r)[1:] for r in wanted}


def test_the_newest_row_of_each_key_counts(spark: SparkSession) -> None:
    """By delivery, not by load; rows without a key, or torn ones, are of no use."""
    work = Work([], [pending(SIS, 1, 2, 6, CLASSES)])
    assert looked_up(held(spark), work) == {
        "A": ("A2", False, True),
        "B": ("B1", False, False),
        "C": ("C1", False, True),
    }


def test_a_row_that_went_is_news_where_a_snapshot_is_new(spark: SparkSession) -> None:
    """It stands for its key as long as there is no other."""
    snapshot = row("A", "A2", 5, 2, is_snapshot=True)
    for is_new in (True, False):
        work = Work([], [pending(SIS, 2, 2, 0, CLASSES, new_snapshot=is_new)])
        found = looked_up(held(spark, snapshot), work)
        assert found == {"A": ("A2", False, False), "B": ("B1", True, is_new), "C": ("C1", True, is_new)}


def test_a_reference_that_never_came_is_empty_and_typed(spark: SparkSession) -> None:
    other = pending(source("lms", references=(CLASSES,)), table=CLASSES)
    found = lookups(held(spark), SIS, Work([], [other]))
    assert list(found) == [CLASSES]
    assert found[CLASSES].columns == [*CLASSES.column_names, "is_gone", "gone_at", "is_new"]
    assert found[CLASSES].count() == 0


def entry(**counts: int) -> Entry:
    return Entry("silver.attendance", input_table=str(CLASSES), source_system="sis", **counts)


def test_new_rows_have_a_fate_and_refused_ones_a_reason(spark: SparkSession) -> None:
    """Of A the newest is new, of B it is old; C came twice alike; three are refused."""
    store, run = held(spark), Run("silver_cleanse")
    facts = Entry("silver.attendance", input_table=str(MARKS), source_system="sis", records_in=99, accepted=99)
    work, mine = Work([], [pending(SIS, 1, 2, 7, CLASSES)]), entry(records_in=7)
    account(store, run, work, [facts, mine])
    assert (mine.accepted, mine.stale, mine.duplicate, mine.quarantined) == (2, 1, 1, 3)
    assert (facts.accepted, facts.quarantined) == (99, None)
    [(table, refused, clauses, _)] = store.merged
    assert (table, clauses) == (QUARANTINE, [])
    found = refused.select("subject", "raw_payload", "reason_codes", "ordinal", "run_id").collect()
    assert sorted((r["raw_payload"], r["reason_codes"], r["ordinal"]) for r in found) == [
        ("  no id", ["NULL_REFERENCE_KEY"], 1),
        ("None no id", ["NULL_REFERENCE_KEY"], 1),
        ("torn T1", ["UNREADABLE"], 1),
    ]
    assert {(r["subject"], r["run_id"]) for r in found} == {(str(CLASSES), run.run_id)}


def test_a_count_that_does_not_balance_is_noticed(spark: SparkSession) -> None:
    """Batches were said to hold five rows, and six came in."""
    with pytest.raises(BalanceError):
        account(held(spark), Run("x"), Work([], [pending(SIS, 1, 2, 5, CLASSES)]), [entry(records_in=6)])


def test_without_new_rows_nothing_is_asked() -> None:
    store, mine = Held(None, {}), entry()
    account(store, Run("x"), Work([], [pending(SIS, 2, 2, 0, CLASSES)]), [mine])
    assert (mine.accepted, store.merged) == (None, [])


PEOPLE = Crosswalk("district", "north", None)
GATE = replace(source("gate"), crosswalk=PEOPLE, references=(PEOPLE.reference,))


def said(own: str, student: str | None, at: int, batch: int, *, snapshot: bool = True) -> dict[str, Any]:
    values = {"raw_source": "gate", "raw_id": own, "raw_student_id": student, "source_system": "district"}
    given = {k: v for k, v in row(None, f"{own} {student}", at, batch, is_snapshot=snapshot).items() if k[:4] != "raw_"}
    return {**given, **values, "raw_payload": f"{own},{student}"}


def mapping(spark: SparkSession, done: int, *rows: dict[str, Any]) -> dict[str, tuple[Any, ...]]:
    table = PEOPLE.reference.table
    new = Work([], [pending(GATE, done, 2, 3, table, new_snapshot=True)])
    found = students(Held(spark, {table: rows_of(spark, table, *rows)}), GATE, new)  # type: ignore[arg-type]
    names = ("own_id", "mapped_student", "is_conflicting", "is_new")
    return {one["own_id"]: tuple(one)[1:] for one in found.select(*names).collect()}


def test_whom_a_crosswalk_of_another_system_says_now_and_said_before(spark: SparkSession) -> None:
    """What the newest snapshot lacks stands for nobody; what it says again is no news."""
    first = [said("same", "S1", 1, 1), said("moved", "S1", 1, 1), said("went", "S1", 1, 1), said("blank", "S1", 1, 1)]
    second = [said("same", "S1", 2, 2), said("moved", "S2", 2, 2), said("new", "S3", 2, 2)]
    theirs = {**said("same", "S9", 3, 2), "source_system": "gate"}
    assert mapping(spark, 1, *first, *second, theirs) == {
        "same": ("north:S1", False, False),
        "moved": ("north:S2", False, True),
        "new": ("north:S3", False, True),
        "went": (None, None, True),
        "blank": (None, None, True),
    }
    doubtful = [*second, said("blank", " ", 2, 2)]
    found = mapping(spark, 1, *first, *doubtful)
    assert found["went"] == found["blank"] == ("north:S1", False, False), "a row that names nobody closes nobody"
    assert found["moved"] == ("north:S2", False, True)


def test_a_crosswalk_that_never_came_has_nobody(spark: SparkSession) -> None:
    found = students(Held(spark, {}), GATE, Work([]))  # type: ignore[arg-type]
    assert found.columns == ["own_id", "mapped_student", "is_conflicting", "is_new"]
    assert found.count() == 0
    with pytest.raises(ValueError, match="sis has no crosswalk"):
        students(Held(spark, {}), SIS, Work([]))  # type: ignore[arg-type]


[FEED] = source("tool", snapshot=True, facts=survey_items.FORM.table).feeds
OF_ITEMS = replace(FEED, columns={"raw_form": "form"})
ITEMS = Items(
    "tool", lambda rows, _: rows, source("tool").notation, survey_items.FORM.identity, feed=OF_ITEMS, constants=()
)
TOOL = replace(source("tool"), items=ITEMS, references=(ITEMS.reference,))


def item(code: str, form: str, at: int, **said: str) -> dict[str, Any]:
    """An item of a snapshot, the one that is delivered `at` a day being in the batch of that number."""
    given = {k: v for k, v in row(None, f"{code} {form} {said}", at, at, is_snapshot=True).items() if k[:4] != "raw_"}
    raw = {"raw_survey_id": "V", "raw_item_code": code, "raw_form": form, "raw_payload": f"{code},{form},{said}"}
    return {**given, **raw, **{f"raw_{name}": value for name, value in said.items()}, "source_system": "tool"}


@pytest.mark.parametrize(
    ("second", "due"),
    [
        ([item("A", "Text", 2), item("B", "Single", 2, scale_max="5", scale_min="1")], False),
        ([item("A", "open", 2), item("B", "Single", 2, scale_max="5.0", scale_min="1", text="reworded")], False),
        ([item("A", "Text", 2)], False),
        ([item("A", "Text", 2), item("B", "Single", 2, scale_max="6", scale_min="1")], True),
        ([item("A", "Text", 2), item("B", "Single", 2, scale_max="5", scale_min="1"), item("C", "Text", 2)], True),
        ([item("A", "Text", 2), item("B", "Single", 2, scale_max="5", scale_min="1", options="a|b")], True),
    ],
)
def test_a_list_of_items_that_says_otherwise(spark: SparkSession, second: list[dict[str, Any]], due: bool) -> None:
    """Neither one that is delivered again, nor one that lacks an item, which is read as before."""
    rows = [item("A", "Text", 1), item("B", "Single", 1, scale_max="5", scale_min="1"), *second]
    table = survey_items.FORM.table
    store: Any = Held(spark, {table: rows_of(spark, table, *rows)})
    assert says_otherwise(store, pending(TOOL, 1, 2, 2, table, new_snapshot=True)) == due


def test_a_first_list_says_otherwise_and_what_is_no_list_does_not(spark: SparkSession) -> None:
    table = survey_items.FORM.table
    store: Any = Held(spark, {table: rows_of(spark, table, item("A", "Text", 1), item("A", "Text", 2))})
    assert says_otherwise(store, pending(TOOL, 0, 2, 2, table, new_snapshot=True))
    assert not says_otherwise(store, pending(GATE, 1, 2, 2, PEOPLE.reference.table))


def test_a_list_is_read_by_the_columns_that_are_mapped_now(spark: SparkSession) -> None:
    mended = ITEMS._replace(feed=replace(OF_ITEMS, columns={"raw_form": "kind"}))
    tool = replace(TOOL, items=mended, references=(mended.reference,))
    table = survey_items.FORM.table
    rows = [item("A", "Text", 1) | {"raw_form": None, "raw_payload": '{"kind": "Multiple"}'}]
    store: Any = Held(spark, {table: rows_of(spark, table, *rows)})
    work = Work([], [pending(tool, 0, 1, 1, table, new_snapshot=True)])
    assert [one["raw_form"] for one in lookups(store, tool, work)[table].collect()] == ["Multiple"]
