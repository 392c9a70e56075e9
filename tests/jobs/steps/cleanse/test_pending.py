"""Which bronze batches a subject has not seen: after the last one on record, counted once for all subjects."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pyspark.sql import SparkSession
from steps import CLASSES, MARKS, Held, day, micros, rows_of, source

from edulake.bronze.crosswalk import Crosswalk
from edulake.contract.raw import Provenance
from edulake.jobs.steps.cleanse.pending import counting, pending
from edulake.jobs.steps.cleanse.work import Work
from edulake.ops.loads import File, Said
from edulake.silver import SUBJECTS
from edulake.store.delta_log import Commit

pytestmark = pytest.mark.once
SUBJECT = SUBJECTS["attendance"]
SIS, LMS = source("sis", references=(CLASSES,)), source("lms")


class Counted:
    """Says what it was told of the new batches, and notes what it was asked."""

    def __init__(self, **found: tuple[int, int, int, bool]) -> None:
        self.found = found
        self.asked: list[tuple[str, int, dict[str, int]]] = []

    def __call__(self, table: Any, version: int, starts: Any) -> dict[str, tuple[int, int, int, bool]]:
        self.asked.append((table.name, version, {name: batch for name, batch, _ in starts}))
        return self.found if table is MARKS else {}


def done(of: str, batch: int | None, version: int, table: Any = MARKS) -> dict[Any, Any]:
    return {(str(SUBJECT.table), of, str(table)): {"batch_to": batch, "input_version": version}}


def found(count: Counted, known: dict[Any, Any], tables: dict[Any, int], **more: Any) -> Work:
    store = Held(None, tables, tables)
    how = {"anew": {}, "replay": False, **more}
    return pending(store, count, SUBJECT, [SIS, LMS], known, how["anew"], replay=how["replay"])


def test_what_is_new_comes_after_the_last_batch_on_record() -> None:
    count = Counted(lms=(9, 5, micros(2), True))
    work = found(count, {**done("sis", 4, 6), **done("lms", 7, 6)}, {MARKS: 8, CLASSES: 2})
    assert count.asked[0] == ("marks_raw", 8, {"sis": 4, "lms": 7})
    sis, lms = work.facts
    assert (sis.done, sis.last, sis.rows, sis.version, sis.first_delivery, sis.new_snapshot) == (
        4,
        4,
        0,
        8,
        None,
        False,
    )
    assert (lms.done, lms.last, lms.rows, lms.version) == (7, 9, 5, 8)
    assert (lms.first_delivery, lms.new_snapshot) == (micros(2), True)
    assert [p.source.name for p in work.active] == ["lms"]
    assert [(p.source.name, p.table, p.done) for p in work.references] == [("sis", CLASSES, 0)]


def test_who_never_looked_begins_at_the_first_batch() -> None:
    """So does a run on record that met no batch at all."""
    count = Counted()
    found(count, done("lms", None, 1), {MARKS: 8})
    assert count.asked == [("marks_raw", 8, {"sis": 0, "lms": 0})]


def test_a_table_that_did_not_change_is_not_asked() -> None:
    count = Counted()
    same = {**done("sis", 4, 8), **done("lms", 7, 8), **done("sis", 1, 3, CLASSES)}
    work = found(count, same, {MARKS: 8, CLASSES: 3})
    assert count.asked == []
    assert not work.any
    assert [(p.done, p.last) for p in (*work.facts, *work.references)] == [(4, 4), (7, 7), (1, 1)]


def test_all_batches_are_new_of_a_source_that_is_looked_at_anew() -> None:
    count = Counted()
    why = {"lms": "its code changed"}
    same = {**done("sis", 4, 8), **done("lms", 7, 8)}
    work = found(count, same, {MARKS: 8}, anew=why)
    assert count.asked == [("marks_raw", 8, {"sis": 4, "lms": 0})]
    assert work.anew == why


def test_a_table_that_is_not_there_is_no_work() -> None:
    assert not found(Counted(), {}, {}).any
    assert found(Counted(), {}, {CLASSES: 1}).facts == []


def test_snapshots_are_looked_for_where_there_is_work(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def every(_: Any, of: Any) -> tuple[list[str], bool, set[int]]:
        asked.append(of.source.name)
        return ["a snapshot"], True, {5}

    monkeypatch.setattr("edulake.jobs.steps.cleanse.pending.every", every)
    work = found(Counted(lms=(9, 5, 0, True)), {**done("sis", 4, 6), **done("lms", 7, 6)}, {MARKS: 8})
    assert asked == ["lms"]
    assert (work.facts[1].snapshots, work.facts[1].late, work.facts[1].partial) == (["a snapshot"], True, {5})
    assert work.facts[0].snapshots == []


def test_new_batches_are_counted_once(spark: SparkSession) -> None:
    """A snapshot without a record is a batch, and no record."""

    def row(of: str, batch: int, at: int, form: str = "json", *, full: bool = False) -> dict[str, Any]:
        values = {"source_system": of, "batch_number": batch, "delivered_at": day(at)}
        return {**values, "payload_form": form, "is_snapshot": full}

    rows = [row("sis", 1, 1), row("sis", 2, 9), row("sis", 2, 5), row("sis", 3, 7, "empty", full=True)]
    rows += [row("lms", 1, 2), row("lms", 2, 3), row("other", 9, 4)]
    store = Held(spark, {MARKS: rows_of(spark, MARKS, *rows)})
    count = counting(store)
    starts = (("sis", 1, 3), ("lms", 2, 3))
    assert count(MARKS, 1, starts) == {"sis": (3, 2, micros(5), True)}
    store.tables = {}
    assert count(MARKS, 1, starts) == {"sis": (3, 2, micros(5), True)}, "another subject that starts there asks again"


def load(batch: int, *files: tuple[str, int | None, int, bool], rows: int | None = None, version: int = 0) -> Commit:
    """A commit of bronze that says which files it brought: of which source, with how many records, when, a snapshot?"""
    loaded = tuple(
        File(of, Provenance(f"{of}/{at}", f"sha-{of}{at}", day(at), 9, day(at), full), records)
        for of, records, at, full in files
    )
    written = sum(max(records or 0, 1) for _, records, _, _ in files) if rows is None else rows
    note = Said("run", day(1), batch, {}, loaded).text()
    return Commit(version or batch, day(1), "WRITE", {"numOutputRows": written}, note=note)


CREATED = Commit(0, day(1), "CREATE TABLE", {})
OPTIMIZED = Commit(9, day(1), "OPTIMIZE", {"numAddedFiles": 1})
DELETED = Commit(9, day(1), "DELETE", {"numDeletedRows": 1})
LOADS = [
    load(3, ("sis", 0, 7, True)),
    load(2, ("sis", 4, 9, False), ("lms", 2, 5, False)),
    load(1, ("sis", 5, 1, False)),
]


@pytest.mark.parametrize(
    ("starts", "commits", "expected"),
    [
        ([("sis", 0, None)], [*LOADS, CREATED], {"sis": (3, 9, micros(1), True)}),
        (
            [("sis", 1, 1), ("lms", 0, None)],
            [OPTIMIZED, *LOADS],
            {"sis": (3, 4, micros(7), True), "lms": (2, 2, micros(5), False)},
        ),
        ([("lms", 2, 3)], [], {}),
        ([("lms", 2, 2)], [LOADS[0]], {}),
        # What is not said by all later commits is asked of the rows.
        ([("sis", 0, None)], None, None),
        ([("sis", 1, 1)], [DELETED, LOADS[0]], None),
        ([("sis", 1, 1)], [LOADS[0], Commit(2, day(1), "WRITE", {"numOutputRows": 3})], None),
        ([("sis", 0, None)], [load(1, ("sis", 5, 1, False), rows=4)], None),
        ([("sis", 0, None)], [load(1, ("sis", None, 1, False))], None),
        ([("sis", 4, 11)], [], None),
    ],
)
def test_loads_say_of_themselves_what_is_new(
    starts: list[tuple[str, int, int | None]],
    commits: list[Commit] | None,
    expected: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = {"other": (1, 1, 1, False)}
    monkeypatch.setattr("edulake.jobs.steps.cleanse.pending._asked", lambda *_: asked)
    store = Held(None, {})
    since: list[int] = []
    store.commits_after = lambda table, version: since.append(version) or commits  # type: ignore[method-assign]
    assert counting(store)(MARKS, 10, tuple(starts)) == (asked if expected is None else expected)  # type: ignore[arg-type]
    assert since == [min(-1 if last is None else last for _, _, last in starts)]


PEOPLE = Crosswalk("district", "", None)
MAPPED = {name: replace(source(name), crosswalk=PEOPLE, references=(PEOPLE.reference,)) for name in ("gate", "lms")}


class OfTables(Counted):
    """Says it of each table apart."""

    def __call__(self, table: Any, version: int, starts: Any) -> dict[str, tuple[int, int, int, bool]]:
        super().__call__(table, version, starts)
        return {table_: of for (name, table_), of in self.found.items() if name == table.name}  # type: ignore[misc]


def mapped(subject: Any, known: dict[Any, Any]) -> tuple[Counted, Work]:
    """What two sources that read one crosswalk have to do: of the gate a fact is new, of the crosswalk a row."""
    count = OfTables()
    crosswalk = PEOPLE.reference.table
    count.found = {("marks_raw", "gate"): (2, 1, micros(2), False), (crosswalk.name, "district"): (3, 4, 0, False)}  # type: ignore[dict-item]
    store = Held(None, {MARKS: 8, crosswalk: 5}, {MARKS: 8, crosswalk: 5})
    return count, pending(store, count, subject, list(MAPPED.values()), known, {}, replay=False)


def known_of(subject: Any) -> dict[Any, Any]:
    """The gate saw the crosswalk of today, the lms an older one."""
    seen = {("gate", MARKS): (1, 7), ("lms", MARKS): (1, 7)}
    seen |= {("gate", PEOPLE.reference.table): (3, 5), ("lms", PEOPLE.reference.table): (2, 4)}
    return {
        (str(subject.table), name, str(table)): {"batch_to": batch, "input_version": version}
        for (name, table), (batch, version) in seen.items()
    }


def test_what_another_system_delivers_each_source_has_seen_for_itself() -> None:
    count, work = mapped(SUBJECT, known_of(SUBJECT))
    assert count.asked == [("marks_raw", 8, {"gate": 1, "lms": 1}), ("crosswalk_raw", 5, {"district": 2})]
    assert [(p.source.name, p.done, p.last, p.rows) for p in work.references] == [("gate", 3, 3, 0), ("lms", 2, 3, 4)]
    assert [p.source.name for p in work.active] == ["gate", "lms"]
    assert work.anew == {}


def test_a_history_is_looked_at_anew_where_the_crosswalk_has_news() -> None:
    students = SUBJECTS["students"]
    _, work = mapped(students, known_of(students))
    assert work.anew == {"lms": "its crosswalk has news"}
    assert {p.source.name: p.done for p in work.facts} == {"gate": 1, "lms": 0}
    assert mapped(students, {})[1].anew == {}, "whoever begins has nothing to look at anew"


def test_answers_are_looked_at_anew_where_their_items_say_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the subject: which options there are says which rows. Without news nothing is asked."""
    monkeypatch.setattr("edulake.jobs.steps.cleanse.pending.says_otherwise", lambda _, one: one.source.name == "gate")
    listed, others = (source(name, references=(CLASSES,)) for name in ("gate", "lms"))
    count = OfTables()
    news = {(CLASSES.name, name): (3, 4, 0, False) for name in ("gate", "lms")}
    count.found = {("marks_raw", "gate"): (2, 1, micros(2), False), **news}  # type: ignore[dict-item]
    store = Held(None, {MARKS: 8, CLASSES: 5}, {MARKS: 8, CLASSES: 5})
    seen = {(name, table): (1, 4) for name in ("gate", "lms") for table in (MARKS, CLASSES)}
    known: dict[Any, Any] = {
        (str(SUBJECT.table), name, str(table)): {"batch_to": batch, "input_version": version}
        for (name, table), (batch, version) in seen.items()
    }
    for of, done, due in [(listed, known, {"gate": "its items say otherwise"}), (others, known, {}), (listed, {}, {})]:
        assert pending(store, count, SUBJECT, [of], done, {}, replay=False).anew == due
