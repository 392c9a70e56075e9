"""Any order and any split of deliveries gives the same silver: what the deliveries say, by an oracle in plain Python.

One journey carries a hundred histories at once: a student is a history, and the histories of one are no business of
another's. So a handful of runs tries hundreds of sequences of corrections, deletions, returns, refused records and
repeats.
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import histories as told
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from lake import Lake
from pyspark.sql import SparkSession

from edulake.config.retention import Retention
from edulake.jobs import rebuild, retain
from edulake.silver import SUBJECTS

pytestmark = pytest.mark.once
DAYS, STUDENTS = 5, 120
KEPT = ["students", "attendance", "enrollments"]
ROSTER = told.Form(
    "roster", "id,name,class", "{0},N {0},{1}", "{0},Doe, Ann,C1", ",Nobody,C1", {k: (k,) for k in "ABC"}
)  # fmt: skip
# The time at which a content was entered is known by its letter.
ENTERED = {"A": "2024-12-01T00:00:00Z", "B": "2024-12-02T00:00:00Z", "C": "2024-12-03T00:00:00Z"}
STATUS = {"A": "Present", "B": "Absent", "C": "Late"}
REGISTER = told.Form(
    "register", "id,student,date,status,updated", "{0},S{0},2024-11-04,{1},{2}", "{0},S{0},2024-11-04,,",
    ",S,no day,Absent,", {k: (STATUS[k], ENTERED[k]) for k in STATUS},
)  # fmt: skip
# B is what A becomes when it is closed.
STANDING = {"A": "active", "B": "inactive", "C": "completed"}
COURSES = told.Form(
    "enrolled", "id,student,course,start,status", "{0},S{0},MATH,2024-09-01,{1}", "{0},S{0},,2024-09-01,active",
    ",,MATH,2024-09-01,active", {k: (v,) for k, v in STANDING.items()},
)  # fmt: skip
# B was changed between the second day and the third, C before all of them; A says no time.
CHANGED = {"A": None, "B": 1, "C": -1}
MARKS = told.Form(
    "marked", "id,student,date,status,updated", "{0},S{0},2024-11-04,{1},{2}", "{0},S{0},2024-11-04,,", ",S,no day,x,",
    {k: (STATUS[k], "" if at is None else f"{told.day(at)}T12:00:00Z") for k, at in CHANGED.items()},
)  # fmt: skip
CONF = """
[limits]
snapshot_shrink = 1.0
[sources.roster]
subject = "students"
files = "**/*.csv"
format = "csv"
snapshot = true
columns = { student_id = "id", name = "name", class_id = "class" }
[sources.register]
subject = "attendance"
files = "**/*.csv"
format = "csv"
snapshot = true
columns = { attendance_id = "id", student_id = "student", date = "date", status = "status", updated_at = "updated" }
[sources.enrolled]
subject = "enrollments"
files = "**/*.csv"
format = "csv"
snapshot = true
columns = { enrollment_id = "id", student_id = "student", course_id = "course", start_date = "start", status = "status" }
[sources.marked]
subject = "attendance"
files = "**/*.csv"
format = "csv"
columns = { attendance_id = "id", student_id = "student", date = "date", status = "status", updated_at = "updated" }
"""
FORMS = (ROSTER, REGISTER, COURSES, MARKS)
one = st.lists(st.sampled_from(told.MOVES), min_size=DAYS, max_size=DAYS)


def silver(lake: Lake) -> dict[str, dict[str, Any]]:
    """What silver says, in the oracle's words."""
    students: dict[str, list[tuple[Any, ...]]] = {}
    for row in sorted(lake.rows(SUBJECTS["students"].table), key=lambda row: row["valid_from"]):
        ends = row["valid_to"] and row["valid_to"].date().isoformat()
        version = (row["class_id"], row["is_active"], row["valid_from"].date().isoformat(), ends)
        students.setdefault(row["student_id"], []).append(version)
        assert row["is_current"] == (ends is None)
    found: dict[str, dict[str, Any]] = {"roster": students, "register": {}, "marked": {}, "enrolled": {}}
    letters = {status: letter for letter, status in STATUS.items()}
    entered = {ENTERED[letter][:10]: letter for letter in ENTERED}
    for row in lake.rows(SUBJECTS["attendance"].table):
        known = row["first_known_at"].date().isoformat() if row["source_system"] == "register" else None
        found[row["source_system"]][row["attendance_id"]] = (
            letters[row["status"]],
            row["source_file"].split("/")[1],
            known and entered[known],
        )
    for row in lake.rows(SUBJECTS["enrollments"].table):
        standing = (row["status"], row["is_active"], row["source_file"].split("/")[1])
        found["enrolled"][row["enrollment_id"]] = standing
    return found


def expected(of: dict[str, dict[str, list[str]]], nameless: set[int]) -> dict[str, dict[str, Any]]:
    """The same by the oracle."""
    words = {"A": ("Active", True), "B": ("Inactive", False), "C": ("Completed", True)}
    words |= {"b": ("Inactive", False), "c": ("Completed", False)}
    closed = {"A": "b", "B": "b", "b": "b", "C": "c", "c": "c"}  # closed by a snapshot is another thing than said so
    roster = {who: told.versions(moves, nameless) for who, moves in of["roster"].items()}
    register = {who: told.by_snapshots(moves, nameless) for who, moves in of["register"].items()}
    enrolled = {who: told.by_snapshots(moves, nameless, closed=closed) for who, moves in of["enrolled"].items()}
    marked = {who: told.by_changes(moves, CHANGED) for who, moves in of["marked"].items()}
    return {
        "roster": {who: versions for who, versions in roster.items() if versions},
        "register": {who: tuple(row) for who, row in register.items() if row},
        "marked": {who: (row.content, row.told_on, None) for who, row in marked.items() if row},
        "enrolled": {who: (*words[row.content], row.told_on) for who, row in enrolled.items() if row},
    }


def journey(spark: SparkSession, folder: Path, runs: list[list[told.File]]) -> dict[str, dict[str, Any]]:
    """Silver after one run for each group of files."""
    lake = Lake(spark, folder).configured(CONF)
    for files in runs:
        for file in files:
            lake.deliver(file.name, file.content, file.modified)
        # A source that is named must have delivered; by chance the first runs may hold nothing of one.
        lake.ingest(source=[form.source for form in FORMS if (lake.landing / form.source).is_dir()])
        for entry in lake.cleanse(subject=["students", "attendance", "enrollments"]).entries:
            entry.must_balance()
        lake.store.clear_staging()
    return silver(lake)


def dealt(files: list[told.File], seed: int) -> list[list[told.File]]:
    """The files in a random order, in two runs."""
    rng = random.Random(seed)
    mixed = rng.sample(files, len(files))
    first = rng.randrange(1, len(files))
    return [mixed[:first], mixed[first:]]


def by_day(files: list[told.File]) -> list[list[told.File]]:
    """As a school delivers: the first days before the others."""
    days = sorted({file.name.split("/")[1] for file in files})
    groups = [set(days[: DAYS // 2]), set(days[DAYS // 2 :])]
    return [[file for file in files if file.name.split("/")[1] in group] for group in groups]


SPLITS = {"once": lambda files, _: [files], "daily": lambda files, _: by_day(files), "mixed": dealt}


@pytest.mark.parametrize(
    "split", ["mixed", *[pytest.param(split, marks=pytest.mark.slow) for split in ("once", "daily")]]
)
def test_any_order_and_split_gives_what_the_deliveries_say(
    split: str, spark: SparkSession, tmp_path_factory: pytest.TempPathFactory
) -> None:
    # One journey for each split: what fails is named history by history, so that there is nothing to shrink.
    @settings(
        max_examples=1,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(
        st.lists(one, min_size=STUDENTS, max_size=STUDENTS),
        st.sets(st.integers(1, DAYS - 1), min_size=1, max_size=2),
        st.integers(0, 10**6),
    )
    def run(moves: list[list[str]], nameless: set[int], seed: int) -> None:
        assume(len({tuple(history) for history in moves}) > STUDENTS // 2)
        of = {
            form.source: {f"{n}": moves[(n + shift) % STUDENTS] for n in range(STUDENTS)}
            for shift, form in enumerate(FORMS)
        }
        files = [file for form in FORMS for file in told.deliveries(form, of[form.source], nameless)]
        right = expected(of, nameless)
        folder = tmp_path_factory.mktemp("histories")
        found = journey(spark, folder, SPLITS[split](files, seed))
        for source, rows in right.items():
            wrong = {who: (of[source][who], rows.get(who), found[source].get(who)) for who in rows | found[source]}
            wrong = {who: given for who, given in wrong.items() if given[1] != given[2]}
            assert not wrong, (source, nameless, dict(list(wrong.items())[:5]))

    run()


@pytest.mark.more
def test_what_was_said_stands_when_its_records_are_gone(spark: SparkSession, tmp_path: Path) -> None:
    """Retention takes the first two days from bronze: what comes later, and a rebuild, go on from what silver says."""
    rng = random.Random(5)
    moves = [rng.choices(told.MOVES, k=DAYS) for _ in range(STUDENTS)]
    of = {form.source: {f"{n}": moves[(n + s) % STUDENTS] for n in range(STUDENTS)} for s, form in enumerate(FORMS)}
    files = [file for form in FORMS for file in told.deliveries(form, of[form.source], {1, 3})]
    lake = Lake(spark, tmp_path).configured(CONF)
    raw = [SUBJECTS[name].form.table for name in KEPT]
    lake.settings = replace(lake.settings, retention=Retention(days={str(table): 9 for table in raw}, purge=False))

    def bring(*numbers: int) -> None:
        for file in files:
            if file.name.split("/")[1] in map(told.day, numbers):
                lake.deliver(file.name, file.content, file.modified)
        lake.ingest(source=[form.source for form in FORMS])
        for entry in lake.cleanse(subject=KEPT).entries:
            entry.must_balance()
        lake.store.clear_staging()

    bring(0, 1, 2, 3)
    context = lake.context()
    retain.run(context, day=dt.date.fromisoformat(told.day(2 + 9)))
    context.store.clear_staging()
    assert {str(row["delivered_at"])[:10] for table in raw for row in lake.rows(table, "delivered_at")} == {
        told.day(2),
        told.day(3),
    }
    bring(4)
    right = expected(of, {1, 3})
    assert differing(right, silver(lake), of) == {}
    context = lake.context(subject=KEPT)
    rebuild.run(context)
    context.journal.close()
    assert differing(right, silver(lake), of) == {}, "after a rebuild"


def differing(right: dict[str, Any], found: dict[str, Any], of: dict[str, Any]) -> dict[str, Any]:
    """By source, the first histories that ended otherwise: their moves, what they should be, and what they are."""
    wrong = {
        source: {
            who: (of[source][who], rows.get(who), found[source].get(who))
            for who in rows | found[source]
            if rows.get(who) != found[source].get(who)
        }
        for source, rows in right.items()
    }
    return {source: dict(list(rows.items())[:5]) for source, rows in wrong.items() if rows}
