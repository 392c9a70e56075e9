"""Which snapshots are refused for what they lack: each is compared with the one before that is not refused."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from landed import PLAIN, ReadingStore

from edulake.jobs.steps.ingest.shrunk_snapshots import NOT_KNOWN, guarded, judged
from edulake.landing.files.listing import DeliveredFile
from edulake.landing.files.profile import Profile
from edulake.landing.files.readable import ReadableFile

pytestmark = pytest.mark.once

MOST = 0.5


def at(day: int) -> dt.datetime:
    return dt.datetime(2025, 1, day, tzinfo=dt.UTC)


def snapshot(day: int, name: str = "r.csv", *, dated: bool = True) -> ReadableFile:
    modified = at(day) + dt.timedelta(hours=9)
    delivered = at(day) if dated else modified
    file = DeliveredFile(Path(name), f"s/{day}/{name}", f"{day}{name}", 1, modified, delivered, False)
    return ReadableFile(file, Profile("lines", 3), Path(name), True)


class Students:
    """Students of each day; what a snapshot lacks is counted as the guard's query does."""

    def __init__(self, **by_day: str) -> None:
        self.of = {at(int(day.removeprefix("d"))): set(students) for day, students in by_day.items()}

    def lost(self, waiting: dict[dt.datetime, list[ReadableFile]]) -> dict[dt.datetime, float | None]:
        return {b: len(self.of[a] - self.of[b]) / len(self.of[a]) for a, b in pairwise(sorted(waiting))}


def refused(students: Students, *days: int, accepts: bool = False) -> Any:
    waiting = {at(day): [snapshot(day)] for day in days}
    return judged("sis", waiting, students.lost, MOST, accepts=accepts)


@pytest.mark.parametrize(
    ("students", "expected"),
    [
        (Students(d1="ABCD", d2="ABCD"), []),
        (Students(d1="ABCD", d2="AB"), []),
        (Students(d1="ABCD", d2="A"), ["s/2/r.csv"]),
        (Students(d1="ABCD", d2="EFGH"), ["s/2/r.csv"]),
        (Students(d1="ABCD", d2="A", d3="ABC"), ["s/2/r.csv"]),
        (Students(d1="ABCD", d2="A", d3="A"), ["s/2/r.csv", "s/3/r.csv"]),
        (Students(d1="A", d2="ABCD"), []),
    ],
)
def test_what_lacks_too_much_is_refused(students: Students, expected: list[str]) -> None:
    verdict = refused(students, *(moment.day for moment in students.of))
    assert [file.name for file, _ in verdict.refused] == expected
    assert {why.code for _, why in verdict.refused} <= {"SNAPSHOT_SHRUNK"}
    assert len(verdict.errors) == len(expected)
    assert not verdict.notes


def test_a_refusal_says_how_much_is_lacking_and_what_to_do() -> None:
    verdict = refused(Students(d1="ABCDE", d2="A"), 1, 2)
    [(_, why)], [error] = verdict.refused, verdict.errors
    assert why.advice == "lacks 80% of the records of the snapshot before it, more than 50%"
    assert (error.what, "taken for gone" in error.why) == ("s/2/r.csv was refused", True)
    assert error.fix.endswith("run once with --accept-shrink sis")


def test_files_in_no_dated_folder_may_be_one_delivery() -> None:
    waiting = {file.file.delivered_at: [file] for file in (snapshot(1, dated=False), snapshot(2, dated=False))}
    verdict = judged("sis", waiting, lambda left: {max(left): 1.0} if len(left) > 1 else {}, MOST, accepts=False)
    [(_, why)] = verdict.refused
    assert "put them into one dated folder" in why.advice
    assert len(waiting) == 2, "what waits is the caller's"


def test_what_a_person_accepts_is_noted() -> None:
    verdict = refused(Students(d1="ABCD", d2="A", d3="A"), 1, 2, 3, accepts=True)
    assert (verdict.refused, verdict.errors) == ([], [])
    note = "accepted although it lacks 75% of the records of the snapshot before it"
    assert verdict.notes == {at(2): note}
    assert verdict.known == {note}


def test_what_cannot_be_compared_is_said_and_passes() -> None:
    verdict = judged("sis", {at(2): [snapshot(2)]}, lambda _: {at(2): None}, MOST, accepts=False)
    assert (verdict.refused, verdict.notes) == ([], {})
    assert verdict.known == {f"{NOT_KNOWN}: the one before has none that can be told apart"}


def test_without_columns_that_tell_records_apart_nothing_is_refused(tmp_path: Path) -> None:
    store: Any = ReadingStore(tmp_path)
    anonymous = replace(PLAIN, snapshot=True, identity=())
    verdict = guarded(store, "sis", anonymous, [snapshot(1), snapshot(2)], [], accepts=False)
    assert (verdict.refused, verdict.known) == ([], {f"{NOT_KNOWN}: none of its columns tells them apart"})
    assert guarded(store, "sis", anonymous, [], [at(1)], accepts=False).known == set(), "there is no snapshot"


def test_the_first_snapshot_has_nothing_before_it(tmp_path: Path) -> None:
    """All files of one delivery are one snapshot: they are not compared with each other."""
    store: Any = ReadingStore(tmp_path)
    named = replace(PLAIN, snapshot=True, identity=("raw_student_id",))
    verdict = guarded(store, "sis", named, [snapshot(1), snapshot(1, "other.csv")], [], accepts=False)
    assert (verdict.refused, verdict.notes, verdict.known) == ([], {}, set())
