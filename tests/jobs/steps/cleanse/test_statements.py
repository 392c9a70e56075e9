"""What snapshots and changes say of a row, one word after another, and the row that follows from it.

Each case is a row of its own. Words, at snapshots of the days 2, 4 and 6: `S2:x` a snapshot's record of content x,
`C3:x` a change delivered between two of them, `P4` a refused record of the snapshot that names its row, `T4` one that
was taken back. `H2:x` is the row that the table holds, as told on day 2, where the story goes on from it; `K2:x` where
all is told from the start.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from steps import day, frame

from edulake.jobs.steps.cleanse.statements import HELD, KNOWN, PRESENT, ROW, TAKEN, fate, settled
from edulake.silver import SUBJECTS
from edulake.silver.columns import KEPT

pytestmark = pytest.mark.once
TIMES = (2, 4, 6)
COLUMNS = {
    "source_system": "STRING", "id": "STRING", "place": "INT", "event": "STRING", "epoch": "INT",
    "is_change": "BOOLEAN", "version_at": "TIMESTAMP", "source_file_modified_at": "TIMESTAMP",
    "record_hash": "BIGINT", "source_file": "STRING", "seen_before": "INT", "seen_after": "INT", "snapshots": "INT",
    "content_hash": "BIGINT", "closed_hash": "BIGINT", "known_at": "TIMESTAMP", "first_known_at": "TIMESTAMP",
    "held_run": "STRING", "delivered_at": "TIMESTAMP", "source_updated_at": "TIMESTAMP",
}  # fmt: skip
KINDS = {"S": ROW, "C": ROW, "P": PRESENT, "T": TAKEN, "H": HELD, "K": KNOWN}


class Case(NamedTuple):
    """The fate of each record; whose word the row is, what is done with it, and the day since when it is known."""

    told: str
    fates: str
    row: str
    known: int


DELETED = {
    "stays": Case("S2:x S4:x S6:x", "A D D", "S2 write", 2),
    "changes": Case("S2:x S4:y S6:y", "S A D", "S4 write", 2),
    "there and back": Case("S2:x S4:y S6:x", "D S A", "S6 write", 2),
    "goes": Case("S2:x S4:x", "S D", "S2 delete nothing", 2),
    "was never in the first": Case("S4:x S6:x", "A D", "S4 write", 4),
    "comes back": Case("S2:x S6:x", "D A", "S6 write", 6),
    "is there, refused": Case("S2:x P4 S6:x", "A D", "S2 write", 2),
    "is there, refused, at last": Case("S2:x S4:x P6", "A D", "S2 write", 2),
    "changed after the last": Case("S2:x S4:x S6:x C7:y", "D D S A", "C7 write", 2),
    "changed before a snapshot that says otherwise": Case("S2:x C3:y S4:x S6:x", "D S A D", "S4 write", 2),
    "changed to the same": Case("S2:x S4:x S6:x C7:x", "D D D A", "C7 write", 2),
    "created after the last": Case("C7:x", "A", "C7 write", 7),
    "created between, and lacked": Case("C3:x", "S", "C3 delete nothing", 3),
    "held, and told alike": Case("H2:x S4:x S6:x", "D D", "H2 keep", 2),
    "held, and changed": Case("H2:x S4:y S6:y", "A D", "S4 write", 2),
    "held, and lacked": Case("H2:x S4:x", "D", "H2 delete", 2),
    "held, and back": Case("H2:x S6:x", "D", "S6 write", 6),
    "known, and told the same from the start": Case("K2:x S2:x S4:x S6:x", "D D D", "S2 keep", 2),
    "known otherwise": Case("K2:y S2:x S4:x S6:x", "A D D", "S2 write", 2),
    "known, and nothing says it any more": Case("K2:x S2:x", "D", "S2 delete", 2),
    "known, and taken back": Case("K2:x T2 T4 T6", "", "K2 delete", 2),
    "held, and taken back": Case("H2:x T4 T6", "", "H2 delete", 2),
    "taken back in part": Case("K2:x T2 S4:x S6:x", "D D", "S4 write", 4),
}
CLOSED = {
    "goes": Case("S2:x S4:x", "A D", "S2 close", 2),
    "comes back": Case("S2:x S6:x", "D A", "S6 write", 2),
    "held, and lacked": Case("H2:x S4:x", "D", "H2 close", 2),
    "held closed, and lacked still": Case("H2:X", "", "H2 keep", 2),
    "says itself that it is closed": Case("S2:x S4:X", "S A", "S4 write", 2),
    "stays": Case("S2:x S4:x S6:x", "A D D", "S2 write", 2),
    "held, and taken back": Case("K6:x T6", "", "K6 delete", 6),
}


def event(word: str) -> dict[str, Any]:
    """A capital letter is the content closed: closing it again changes nothing."""
    head, _, content = word.partition(":")
    kind, at = KINDS[head[0]], int(head[1:])
    change = head[0] == "C"
    before, up_to = sum(time < at for time in TIMES), sum(time <= at for time in TIMES)
    told = {"event": kind, "epoch": 2 * up_to, "is_change": change, "seen_before": before, "seen_after": up_to}
    if kind == KNOWN:
        told |= {"epoch": -1, "seen_before": 0, "seen_after": 0}
    if content:
        told |= {"content_hash": ord(content), "closed_hash": ord(content.upper())}
    told |= {name: day(at) for name in ("version_at", "source_file_modified_at", "delivered_at", "known_at")}
    if kind in (HELD, KNOWN):
        told |= {"first_known_at": day(at), "held_run": "the run"}
    return {**told, "record_hash": 1, "source_file": "f", "snapshots": len(TIMES)}


def outcome(words: list[str], rows: list[Any]) -> tuple[str, str, int]:
    fates = " ".join(row["fate"][0].upper() for word, row in zip(words, rows, strict=True) if word[0] in "SC")
    [chosen] = [number for number, row in enumerate(rows) if row["chosen"]]
    row = rows[chosen]
    assert not [r for number, r in enumerate(rows) if number != chosen and (r["to_merge"] or r["closing"])]
    done = "delete" if row["gone"] else "close" if row["closing"] else "write"
    if not row["to_merge"]:
        done = f"{done} nothing" if row["gone"] else "keep"
    assert row["held_run"] == ("the run" if words[0][0] in "HK" else None)
    return fates, f"{words[chosen].partition(':')[0]} {done}", row["known"]


@pytest.mark.parametrize(("closes", "cases"), [(False, DELETED), (True, CLOSED)], ids=["deletes", "closes"])
def test_stories(closes: bool, cases: dict[str, Case], spark: SparkSession) -> None:
    """Another source tells other stories of the same ids."""
    words = {name: case.told.split() for name, case in cases.items()}
    rows = [
        {**event(word), "source_system": "sis", "id": name, "place": place}
        for name, told in words.items()
        for place, word in enumerate(told)
    ]
    rows += [{**event("S6:z"), "source_system": "lms", "id": name, "place": 0} for name in words]
    told = settled(frame(spark, COLUMNS, rows), "id", closes=closes).where("source_system = 'sis'")
    known = F.datediff("first_known_at", F.lit("2024-12-31")).alias("known")
    wanted = ("id", "place", "chosen", "gone", "closing", "to_merge", "held_run")
    collected = sorted(told.select(*wanted, known, fate().alias("fate")).collect(), key=lambda row: row["place"])
    found = {name: outcome(told, [row for row in collected if row["id"] == name]) for name, told in words.items()}
    assert found == {name: (case.fates, case.row, case.known) for name, case in cases.items()}


def test_students_who_share_an_id_are_seen_past_a_refused_record(spark: SparkSession) -> None:
    told = {"two": ("S1", None, "S2"), "one": ("S1", None, "S1"), "none": (None, None, None)}
    words = [event(word) for word in ("S2:x", "P2", "S2:y")]
    rows = [
        {**word, "source_system": "sis", "id": id_, "place": place, "record_hash": place, "student_id": student}
        for id_, students in told.items()
        for place, (word, student) in enumerate(zip(words, students, strict=True))
    ]
    events = frame(spark, {**COLUMNS, "student_id": "STRING"}, rows)
    shared = settled(events, "id", closes=False, person="student_id").where("shared").select("id", "place")
    assert [tuple(row) for row in shared.collect()] == [("two", 2)]


def test_no_subject_has_a_column_that_is_written_while_it_is_told(spark: SparkSession) -> None:
    """The kind of a group was lost to the kind of an event."""
    events = frame(spark, {**COLUMNS, "student_id": "STRING"}, [])
    told = settled(events, "id", closes=True, person="student_id")
    written = set(told.columns) - {
        "source_system",
        "student_id",
        "content_hash",
        "known_at",
        *(column.name for column in KEPT),
    }
    subjects = {name: set(subject.table.column_names) for name, subject in SUBJECTS.items()}
    assert {name: held & written for name, held in subjects.items() if held & written} == {}
