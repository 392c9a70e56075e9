"""Whether a load is whole: what was written amiss is taken back, a file where it is known which, else its source."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from edulake.contract.raw import IN_TOPIC, Provenance
from edulake.jobs.steps.ingest import settling
from edulake.jobs.steps.ingest.settling import Settled, settled
from edulake.ops.deliveries import HELD, TAKEN_BACK, Delivered
from edulake.ops.loads import File, Said
from edulake.silver import SUBJECTS
from edulake.store.delta_log import Commit

pytestmark = pytest.mark.once

NOW = dt.datetime(2025, 1, 6, tzinfo=dt.UTC)
TABLE = SUBJECTS["assessments"].form.table


class Bronze:
    """A store of one batch, of which it is known how many records of each file it has."""

    def __init__(self, *, reading: bool = False, **written: int) -> None:
        self.reading = reading
        self.written = written
        self.deleted: list[str] = []
        self.was_read = False

    def read(self, *_: object) -> Bronze:
        self.was_read = True
        return self

    def where(self, _: object) -> Bronze:
        return self

    def delete(self, _: object, condition: str) -> None:
        self.deleted.append(condition)

    def rows(self, *_: object) -> list[Delivered]:
        return [row(name, records) for name, records in self.written.items()]


def source_of(name: str) -> str:
    return name.partition("_")[0].removeprefix(IN_TOPIC)


def row(name: str, records: int) -> Delivered:
    return Delivered(source_of(name), name, f"sha of {name}", 1, NOW, NOW, False, 7, records, NOW, "run", 3, 3)


def said(*, names_files: bool = True, **delivered: int) -> Said:
    files = tuple(
        File(source_of(name), Provenance(name, f"sha of {name}", NOW, 1, NOW, False), count, f"of {name}")
        for name, count in delivered.items()
    )
    by_source: dict[str, int] = {}
    for name, count in delivered.items():
        by_source[source_of(name)] = by_source.get(source_of(name), 0) + count
    return Said("run", NOW, 7, by_source, files if names_files else None)


def outcome(bronze: Bronze, told: Said, monkeypatch: pytest.MonkeyPatch, rows: int | None = None) -> Settled:
    monkeypatch.setattr(settling, "in_bronze", bronze.rows)
    monkeypatch.setattr(settling.F, "col", lambda name: name)
    store: Any = bronze
    metrics = {} if rows is None else {"numOutputRows": rows}
    return settled(store, TABLE, told, Commit(3, NOW, "WRITE", metrics, False, {}))


def statuses(found: Settled) -> dict[str, str]:
    return {row.source_file: row.status for row in found.rows}


def test_the_count_of_a_commit_says_that_it_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty snapshot leaves a row that says so."""
    bronze = Bronze()
    found = outcome(bronze, said(lms_a=2, lms_b=0), monkeypatch, rows=3)
    assert (statuses(found), found.amiss, found.wrong) == ({"lms_a": HELD, "lms_b": HELD}, {}, {})
    assert [row.note for row in found.rows] == ["of lms_a", "of lms_b"]
    assert not bronze.was_read


@pytest.mark.parametrize("rows", [None, 3])
def test_where_it_does_not_bronze_is_asked(rows: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
    bronze = Bronze(lms_a=2)
    found = outcome(bronze, said(lms_a=2), monkeypatch, rows)
    assert (bronze.was_read, bronze.deleted, statuses(found)) == (True, [], {"lms_a": HELD})
    assert [row.note for row in found.rows] == ["of lms_a"]


def test_a_file_that_lost_records_is_taken_back_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    bronze = Bronze(lms_a=2, lms_b=1, sis_c=5)
    found = outcome(bronze, said(lms_a=2, lms_b=3, sis_c=5), monkeypatch)
    assert (found.amiss, found.wrong) == ({("lms", "lms_b"): (3, 1)}, {})
    assert bronze.deleted == ["batch_number = 7 AND source_system = 'lms' AND source_file = 'lms_b'"]
    assert statuses(found) == {"lms_a": HELD, "lms_b": TAKEN_BACK, "sis_c": HELD}


def test_a_file_of_which_nothing_was_written_is_amiss(monkeypatch: pytest.MonkeyPatch) -> None:
    found = outcome(Bronze(lms_a=2), said(lms_a=2, lms_b=3), monkeypatch)
    assert found.amiss == {("lms", "lms_b"): (3, 0)}


def test_where_files_are_not_known_the_source_is_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    bronze = Bronze(lms_a=2, sis_c=4)
    found = outcome(bronze, said(names_files=False, lms_a=2, sis_c=5), monkeypatch)
    assert (found.amiss, found.wrong) == ({}, {"sis": (5, 4)})
    assert bronze.deleted == ["batch_number = 7 AND source_system = 'sis'"]
    assert statuses(found) == {"lms_a": HELD, "sis_c": TAKEN_BACK}


@pytest.mark.parametrize("of_topic", [4, 3, 0])
def test_a_topic_is_taken_back_as_a_whole(of_topic: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last offset of its range is none of a record; beside it are a file of its own source, and one of another."""
    written = {"kafka:lms_days/00000/11": of_topic} if of_topic else {}
    bronze = Bronze(**written, lms_a=1, sis_c=4)
    found = outcome(bronze, said(**{"kafka:lms_days/00000/12": 4, "lms_a": 1}, sis_c=5), monkeypatch)
    kept = of_topic == 4
    assert found.amiss == {("sis", "sis_c"): (5, 4)}
    assert found.wrong == ({} if kept else {"lms": (5, of_topic + 1)})
    assert len(bronze.deleted) == (1 if kept else 2)
    assert bronze.deleted[1:] == ([] if kept else ["batch_number = 7 AND source_system = 'lms'"])
    of_lms = {status for name, status in statuses(found).items() if source_of(name) == "lms"}
    assert of_lms == {HELD if kept else TAKEN_BACK}


def test_a_store_for_reading_deletes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    bronze = Bronze(reading=True, lms_a=1)
    found = outcome(bronze, said(lms_a=2), monkeypatch)
    assert (bronze.deleted, statuses(found)) == ([], {"lms_a": TAKEN_BACK})
