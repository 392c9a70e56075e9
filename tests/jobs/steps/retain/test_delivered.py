"""What goes from bronze by its delivery, and what stays because later records are read beside it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pyspark.sql import SparkSession
from steps import CLASSES, MARKS, Held, day, rows_of, source

from edulake.bronze.crosswalk import FORM, Crosswalk
from edulake.contract.raw import EMPTY
from edulake.jobs.steps.retain import delivered
from edulake.ops.deliveries import HELD, LOST, REMOVED, REMOVING, Delivered

pytestmark = pytest.mark.once
SIS = source("sis")
ROSTER = source("sis", references=(CLASSES,))


def row(at: int, raw: str = "A", of: str = "sis", **more: Any) -> dict[str, Any]:
    said = {"source_system": of, "delivered_at": day(at), "source_file": f"{at}", "raw_payload": raw}
    return {**said, "source_file_modified_at": day(at), "payload_form": "json", **more}


def ledger(*rows: tuple[int, str], of: str = "sis") -> list[Delivered]:
    return [
        Delivered(of, f"{at}", "sha", 1, day(at), day(at), False, at, 1, day(at), "run", 1, 1, status)
        for at, status in rows
    ]


def test_what_was_delivered_before_a_moment_goes(spark: SparkSession) -> None:
    store: Any = Held(spark, {MARKS: rows_of(spark, MARKS, row(1), row(2), row(5), row(9), row(1, of="lms"))})
    waiting = ledger((1, HELD), (2, REMOVING), (5, HELD), (9, HELD))
    [old] = delivered.old(store, [SIS], MARKS, waiting, day(5))
    assert (old.source, old.until, old.rows, old.stays) == ("sis", day(5), 2, "")
    assert [r.source_file for r in waiting if delivered.goes(r, [old])] == ["1", "2"]
    found = store.tables[MARKS].where(old.where)
    assert sorted(r["delivered_at"].day for r in found.select("delivered_at").collect()) == [1, 2]
    assert delivered.old(store, [SIS], MARKS, ledger((1, REMOVED), (2, LOST), (5, HELD)), day(5)) == []


def test_a_source_that_is_not_described_any_more_is_no_reason_to_keep(spark: SparkSession) -> None:
    store: Any = Held(spark, {MARKS: rows_of(spark, MARKS, row(1))})
    [old] = delivered.old(store, [], MARKS, ledger((1, HELD)), day(5))
    assert (old.until, old.rows) == (day(5), 1)


def test_what_facts_refer_to_stays_and_all_since(spark: SparkSession) -> None:
    """The second day says the newest of class A; class B was delivered again later."""
    classes = [row(1, "A", raw_id="A"), row(1, "B", raw_id="B"), row(2, "A2", raw_id="A"), row(3, "B2", raw_id="B")]
    classes += [row(8, "", payload_form=EMPTY)]
    store: Any = Held(spark, {CLASSES: rows_of(spark, CLASSES, *classes)})
    waiting = ledger((1, HELD), (2, HELD), (3, HELD))
    [old] = delivered.old(store, [ROSTER], CLASSES, waiting, day(5))
    assert (old.until, old.rows, old.stays) == (day(2), 2, "facts refer to it")
    own = replace(ROSTER, facts=CLASSES)
    [old] = delivered.old(store, [own], CLASSES, waiting, day(5))
    assert (old.until, old.rows, old.stays) == (day(5), 4, ""), "facts that go need no row of their own table"


def test_what_is_read_as_a_whole_stays(spark: SparkSession) -> None:
    store: Any = Held(spark, {MARKS: rows_of(spark, MARKS, row(1)), FORM.table: rows_of(spark, FORM.table, row(1))})
    recalling = replace(SIS, recalls=True)
    [old] = delivered.old(store, [recalling], MARKS, ledger((1, HELD)), day(5))
    assert (old.until, old.rows, old.where) == (None, 0, "false")
    assert old.stays
    mapped = Crosswalk("sis", "", None)
    by = replace(source("app"), crosswalk=mapped, references=(mapped.reference,))
    [old] = delivered.old(store, [by], FORM.table, ledger((1, HELD)), day(5))
    assert (old.until, old.stays) == (None, "it says whom ids stand for")
    assert not any(delivered.goes(r, [old]) for r in ledger((1, HELD)))
