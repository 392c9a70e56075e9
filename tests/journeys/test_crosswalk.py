"""One person in several systems: a crosswalk says whose an id is, and in whichever order it comes, silver is the same."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from lake import Lake
from pyspark.sql import SparkSession

from edulake.gold import PRODUCTS
from edulake.ops.runs import Run
from edulake.silver import SUBJECTS

pytestmark = [pytest.mark.once, pytest.mark.more]

ATTENDANCE, STUDENTS = SUBJECTS["attendance"].table, SUBJECTS["students"].table
INSIGHTS = PRODUCTS["attendance_insights"].table
BLOCK = """
[sources.{block}]
subject = "{subject}"
system = "{system}"
files = "**/{subject}*.csv"
format = "csv"
{more}
[sources.{block}.columns]
{columns}
"""
COLUMNS = {
    "crosswalk": ("source", "id", "student_id"),
    "students": ("student_id", "class_id"),
    "attendance": ("attendance_id", "student_id", "date", "status"),
}
MAPPED = 'crosswalk = "people"'
SNAPSHOT = "snapshot = true"


def block(system: str, subject: str, *more: str) -> str:
    columns = "\n".join(f'{name} = "{name}"' for name in COLUMNS[subject])
    name = "people" if subject == "crosswalk" else f"{system}_{subject}"
    return BLOCK.format(block=name, subject=subject, system=system, more="\n".join(more), columns=columns)


CONF = "".join(
    (
        block("district", "crosswalk", 'id_namespace = "north"'),
        block("gate", "attendance", MAPPED),
        block("gate", "students", MAPPED),
        "[limits]\nsnapshot_shrink = 1.0\n",
    )
)
OF_SNAPSHOTS = "".join(
    (
        block("district", "crosswalk", 'id_namespace = "north"', SNAPSHOT),
        block("gate", "attendance", MAPPED, SNAPSHOT),
        block("gate", "students", MAPPED, SNAPSHOT),
        "[limits]\nsnapshot_shrink = 1.0\n",
    )
)


def crosswalk(*rows: str) -> str:
    return "source,id,student_id\n" + "".join(f"{row}\n" for row in rows)


def register(*rows: str) -> str:
    return "attendance_id,student_id,date,status\n" + "".join(f"{row}\n" for row in rows)


def roster(*rows: str) -> str:
    return "student_id,class_id\n" + "".join(f"{row}\n" for row in rows)


REGISTER = register("1,u1,2025-01-06,Present", "2,u2,2025-01-06,Absent", ",u3,2025-01-06,Present")


def told(lake: Lake) -> Run:
    """Bronze and silver; what became of silver."""
    lake.ingest()
    return lake.cleanse(subject=["students", "attendance"])


def ran(lake: Lake) -> Run:
    """The same, and the one product that is looked at."""
    cleansed = told(lake)
    lake.aggregate(product=["attendance_insights"])
    return cleansed


def people(lake: Lake) -> dict[str, list[str]]:
    """Whom the rows of attendance are about, and how they are marked, by the id that the gate has."""
    own = {"1": "u1", "2": "u2"}
    rows = lake.rows(ATTENDANCE, "attendance_id", "student_id", "issue_codes")
    return {own.get(row["attendance_id"], "u3"): [row["student_id"], *row["issue_codes"]] for row in rows}


UNMAPPED = {name: [f"gate:{name}", "UNMAPPED_PERSON"] for name in ("u1", "u2", "u3")}


@pytest.mark.parametrize(
    "conf", [pytest.param(CONF, id="changes"), pytest.param(OF_SNAPSHOTS, id="snapshots", marks=pytest.mark.slow)]
)
def test_ids_are_looked_up_and_a_corrected_one_moves(conf: str, lake: Lake) -> None:
    """A row keeps its key, whomever it is about; gold knows nobody any more whom no row is about."""
    lake = lake.configured(conf)
    lake.deliver("gate/2025-01-07/attendance.csv", REGISTER)
    lake.deliver("gate/2025-01-07/students.csv", roster("u1,A", "u2,A"))
    ran(lake)
    assert people(lake) == UNMAPPED
    keys = {row["attendance_id"] for row in lake.rows(ATTENDANCE, "attendance_id")}
    lake.deliver("district/2025-01-08/crosswalk.csv", crosswalk("gate,u1,S1", "gate,u2,S1", "other,u3,S3"))
    ran(lake)
    assert people(lake) == {"u1": ["north:S1"], "u2": ["north:S1"], "u3": UNMAPPED["u3"]}
    assert {row["student_id"] for row in lake.rows(STUDENTS)} == {"north:S1"}
    assert {row["student_id"] for row in lake.rows(INSIGHTS)} == {"north:S1", "gate:u3"}
    lake.deliver("district/2025-01-09/crosswalk.csv", crosswalk("gate,u1,S1", "gate,u2,S2", "gate,u3,S3"))
    cleansed = ran(lake)
    assert people(lake) == {"u1": ["north:S1"], "u2": ["north:S2"], "u3": ["north:S3"]}
    assert {row["student_id"] for row in lake.rows(STUDENTS)} == {"north:S1", "north:S2"}
    assert {row["student_id"] for row in lake.rows(INSIGHTS)} == {"north:S1", "north:S2", "north:S3"}
    assert {row["attendance_id"] for row in lake.rows(ATTENDANCE, "attendance_id")} == keys
    looked_at = {(e.source_system, e.input_table): e.records_revisited for e in cleansed.entries}
    assert looked_at["gate", str(SUBJECTS["attendance"].form.table)] == 2, "u1 is who it was"
    versions = lake.versions()
    ran(lake)
    assert lake.versions() == versions


def test_an_id_of_two_students_is_nobodys_until_it_is_mended(lake: Lake) -> None:
    lake = lake.configured(CONF)
    lake.deliver("gate/2025-01-07/attendance.csv", REGISTER)
    lake.deliver("district/2025-01-08/crosswalk.csv", crosswalk("gate,u1,S1", "gate,u2,S2", "gate,u2,S2"))
    told(lake)
    assert people(lake)["u1"] == ["north:S1"]
    lake.deliver("district/2025-01-09/crosswalk_1.csv", crosswalk("gate,u1,S1"))
    lake.deliver("district/2025-01-09/crosswalk_2.csv", crosswalk("gate,u1,S9"))
    told(lake)
    conflicting = ["gate:u1", "CONFLICTING_PERSON"]
    assert people(lake) == {"u1": conflicting, "u2": ["north:S2"], "u3": UNMAPPED["u3"]}
    lake.deliver("district/2025-01-10/crosswalk.csv", crosswalk("gate,u1,S9"))
    told(lake)
    assert people(lake)["u1"] == ["north:S9"]


GARBAGE = crosswalk(",u1,S1", "gate,,S1", "gate,u1,", "gate,u1", "nobody,u1,S1", "gate, u2 ,S2", 'gate,="u3",S3')


@pytest.mark.slow
def test_garbage_maps_nobody_and_is_accounted_for(lake: Lake) -> None:
    lake = lake.configured(CONF)
    lake.deliver("gate/2025-01-07/attendance.csv", REGISTER)
    lake.deliver("district/2025-01-07/crosswalk.csv", "source,id,student_id\n")
    told(lake)
    assert people(lake) == UNMAPPED
    lake.deliver("district/2025-01-08/crosswalk.csv", GARBAGE)
    lake.deliver("district/2025-01-09/crosswalk.csv", crosswalk("gate,u1,1.23457E+11"))
    for entry in told(lake).entries:
        entry.must_balance()
    assert people(lake) == {"u1": UNMAPPED["u1"], "u2": ["north:S2"], "u3": ["north:S3"]}
    reasons = sorted(code for row in lake.refused("reason_codes") for code in row["reason_codes"])
    assert reasons == ["NULL_REFERENCE_KEY"] * 3 + ["UNREADABLE"]


def deliveries() -> dict[str, str]:
    """Two registers and rosters, and four crosswalks: mapped, moved, conflicting and gone."""
    return {
        "gate/2025-01-07/attendance.csv": REGISTER,
        "gate/2025-01-09/attendance.csv": register(
            "1,u2,2025-01-06,Present", ",u3,2025-01-06,Absent", "4,u4,2025-01-07,Absent"
        ),
        "gate/2025-01-07/students.csv": roster("u1,A", "u2,A", "u3,A"),
        "gate/2025-01-10/students.csv": roster("u1,B", "u3,A", "u4,A"),
        "district/2025-01-06/crosswalk.csv": crosswalk("gate,u1,S1", "gate,u2,S1", "gate,u3,S3"),
        "district/2025-01-08/crosswalk.csv": crosswalk("gate,u1,S1", "gate,u2,S2", "gate,u3,S3", "gate,u3,S4"),
        "district/2025-01-11/crosswalk.csv": crosswalk("gate,u1,S1", "gate,u2,S2", "gate,u4,S4"),
    }


def outcome(spark: SparkSession, folder: Path, conf: str, groups: list[list[str]]) -> dict[str, list[dict[str, Any]]]:
    lake = Lake(spark, folder).configured(conf)
    for group in groups:
        for name in group:
            lake.deliver(name, deliveries()[name])
        for entry in ran(lake).entries:
            entry.must_balance()
    return {str(table): lake.content(table) for table in (ATTENDANCE, STUDENTS, INSIGHTS)}


def dealt(seed: int) -> list[list[str]]:
    """The deliveries in a random order, dealt into random runs."""
    rng = random.Random(seed)
    names = rng.sample(sorted(deliveries()), len(deliveries()))
    cuts = sorted(rng.sample(range(1, len(names)), rng.randrange(1, 4)))
    return [names[a:b] for a, b in zip([0, *cuts], [*cuts, len(names)], strict=True)]


@pytest.mark.slow
@pytest.mark.parametrize("conf", [CONF, OF_SNAPSHOTS], ids=["changes", "snapshots"])
def test_order_and_split_do_not_matter(conf: str, spark: SparkSession, tmp_path: Path) -> None:
    at_once = outcome(spark, tmp_path / "once", conf, [list(deliveries())])
    assert {row["student_id"] for row in at_once[str(ATTENDANCE)]} >= {"north:S2", "north:S4"}
    for seed in range(10):
        assert outcome(spark, tmp_path / str(seed), conf, dealt(seed)) == at_once, dealt(seed)
