"""What a load delivers, of files, rows and ranges of a topic, is counted without the records of people erased."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from landed import PLAIN, TABLE, landed

from edulake.contract.raw import Provenance
from edulake.jobs.steps.ingest.new_files import New
from edulake.jobs.steps.ingest.sifted import Load
from edulake.landing.database.extraction import Extraction
from edulake.landing.files.profile import Profile
from edulake.landing.files.readable import ReadableFile
from edulake.landing.kafka.records import Records
from edulake.ops.loads import File
from edulake.ops.runs import Entry

pytestmark = pytest.mark.once

NOTHING: Any = None
NOON = dt.datetime(2025, 1, 6, 12, tzinfo=dt.UTC)


def a_range(partition: int, last: int, records: int) -> File:
    name = f"kafka:days/{partition:05d}/{last:020d}"
    return File("sis", Provenance(name, "sha", NOON, 1, NOON, False), records)


def load(news: Any, **erased: int) -> Load:
    return Load("sis", PLAIN, Entry(str(TABLE)), news, erased=erased)


def test_files_have_the_records_of_others(tmp_path: Path) -> None:
    counts = {"school/a.csv": 3, "school/b.csv": 2, "school/c.csv": None}
    found = landed(tmp_path, **{"a.csv": "x", "b.csv": "y", "c.csv": "z"})
    files = [ReadableFile(file, Profile("lines", counts[file.name]), file.path) for file in found]
    some = load(New(files, {}, {}, ""), **{"school/a.csv": 1, "school/b.csv": 2})
    assert [file.records for file in some.known or []] == [2, 0, None]
    assert (some.delivered, some.any, len(some.files)) == (2, True, 3)


def test_ranges_have_the_records_of_others_in_their_partition() -> None:
    ranges = [a_range(0, 9, 5), a_range(1, 40, 7), a_range(10, 3, 2)]
    erased = {f"kafka:days/{partition:05d}/{offset:020d}": 1 for partition, offset in ((0, 3), (1, 39), (1, 40))}
    some = load(Records(NOTHING, 14, ranges, [], 0, ()), **erased)
    assert [file.records for file in some.known or []] == [4, 5, 2]
    assert [file.provenance for file in some.known or []] == [one.provenance for one in ranges]
    assert (some.delivered, some.files, some.any) == (11, [], True)
    assert some.passed_over == []


def test_a_range_of_nobody_else_is_passed_over() -> None:
    """Bronze will hold nothing of it: nothing there can say that it was read."""
    ranges = [a_range(0, 9, 2), a_range(1, 40, 1)]
    erased = {f"kafka:days/00000/{offset:020d}": 1 for offset in (8, 9)}
    some = load(Records(NOTHING, 3, ranges, [], 0, ()), **erased)
    assert some.known == ranges[1:]
    assert some.passed_over == [ranges[0]._replace(records=0)]


def test_rows_of_a_database_are_of_no_file() -> None:
    some = load(Extraction(NOTHING, 4, 4, (), ()), **{"jdbc:t": 4})
    assert (some.delivered, some.known, some.files, some.any) == (0, None, [], True)
    assert some.passed_over == []
