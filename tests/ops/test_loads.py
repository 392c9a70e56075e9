"""What the commit of a load says of itself: it is read as it was written, by whichever version wrote it."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from edulake.contract.raw import Provenance
from edulake.ops.loads import LONGEST, File, Said, said_by
from edulake.store.delta_log import Commit

pytestmark = pytest.mark.once
NOW = dt.datetime(2025, 1, 6, 7, 8, 9, 123456, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(hours=1)


def said(*names: str, records: int | None = 2) -> Said:
    files = tuple(File("lms", Provenance(name, f"sha of {name}", NOW, 10, LATER, True), records) for name in names)
    return Said("run", NOW, 7, {"lms": 2 * len(names)}, files)


def commit(note: str) -> Commit:
    return Commit(3, NOW, "WRITE", {}, False, {}, note)


def test_what_a_commit_says_is_read_as_it_was_written() -> None:
    told = said("a b", "ü")
    assert said_by(commit(told.text())) == told
    rows = told.rows(3) or []
    assert [(row.source_file, row.batch_number, row.bronze_version, row.records) for row in rows] == [
        ("a b", 7, 3, 2),
        ("ü", 7, 3, 2),
    ]
    assert (rows[0].source_file_modified_at, rows[0].delivered_at, rows[0].source_file_bytes) == (NOW, LATER, 10)
    assert (rows[0].is_snapshot, rows[0].source_file_sha256, rows[0].run_id) == (True, "sha of a b", "run")


# As versions before this one wrote it: warehouses hold it, and it is never written anew.
WRITTEN = (
    '{"job": "bronze_ingest", "run_id": "run", "started_at": 1736147289123456, "batch": 7, "delivered": {"lms": 2},'
    ' "files": [["lms", "a", "sha of a", 10, 1736147289123456, 1736150889123456, true, 2, "noted"]]}'
)


def test_the_form_of_what_commits_say_stays() -> None:
    [file] = said("a").files or ()
    told = said("a")._replace(files=(file._replace(note="noted"),))
    assert json.loads(told.text()) == json.loads(WRITTEN)
    assert said_by(commit(WRITTEN)) == told
    assert told.notes == {("lms", "a"): "noted"}


def test_what_cannot_be_known_is_not_said() -> None:
    assert said("a", records=None).rows(1) is None
    assert said("a")._replace(files=None).rows(1) is None
    assert said("a")._replace(files=None).notes == {}
    many = said(*[f"{number}.csv" for number in range(9_000)])
    assert len(many.text()) < LONGEST
    assert said_by(commit(many.text())) == many._replace(files=None)


@pytest.mark.parametrize("note", ["", "by hand", "7", "null", '{"job": "x"}'])
def test_commits_of_others_say_nothing(note: str) -> None:
    assert said_by(commit(note)) is None
