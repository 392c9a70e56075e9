"""What a source keeps out reaches no layer: not a column, not a payload, not what is refused or read again."""

from __future__ import annotations

import json
from pathlib import Path

import oneroster_sets
import pytest
from lake import Lake
from pyspark.sql import SparkSession

from edulake.bronze import sources
from edulake.bronze.oneroster.tables import USERS
from edulake.config.settings import SourceSettings
from edulake.errors import ConfigError
from edulake.governance import catalog
from edulake.jobs import replay
from edulake.ops.tables import JOB_RUNS
from edulake.silver.learning.assessments import ASSESSMENTS

pytestmark = pytest.mark.once

RAW = ASSESSMENTS.form.table

SECRET = "078-05-1120"
BLOCK = """
[sources.{name}]
files = "**/*.{ending}"
format = "{form}"
{what}
[sources.{name}.columns]
student_id = "{student}"
assessment_date = "day"
score = "{score}"
"""


def block(name: str, ending: str, form: str, what: str, student: str = "id", score: str = "score") -> str:
    return BLOCK.format(name=name, ending=ending, form=form, what=what, student=student, score=score)


OMIT, MAPPED = 'omit = ["SSN", "parent.ssn"]', "only_mapped = true"
SETTINGS = "".join(
    [
        block("lines", "csv", "csv", OMIT, score="mark"),
        block("mapped", "csv", "csv", f'{MAPPED}\nencoding = "cp1252"'),
        block("objects", "jsonl", "jsonl", OMIT, "who.id"),
        block("array", "json", "json", MAPPED, "who.id"),
        block("typed", "parquet", "parquet", OMIT),
    ]
)
# A line break within quotes, a line with one cell too many or too few, bytes that are no UTF-8, quotes left open.
SOUND = f'id,SSN ,day,score,note\nL1,{SECRET},2024-03-05,80,fine\nL2,"{SECRET}",soon,70,"a ""b"""\n'
TORN = f"L3,{SECRET},{SECRET},2024-03-05,80,fine\nL4,2024-03-05,80,{SECRET}\n"
BROKEN = f'id,ssn,day,score,note\nL5,{SECRET},2024-03-05,80,"open\nL6,{SECRET},2024-03-05,80,x\n'
NOT_TEXT = f"id,ssn,day,score,note\nL7,{SECRET},2024-03-05,80,Zo".encode() + b"\xeb\n"
LINES = f'id,ssn,day,score,note\nL8,{SECRET},2024-03-05,80,"two\nlines"\nL9,{SECRET},2024-03-05,80\n'
OBJECTS = [
    {"who": {"id": "J1", "n": 1.5}, "ssn": SECRET, "day": "2024-03-05", "score": 80, "note": 'a "b"\n', "tags": ["x"]},
    {"who": {"id": "J2"}, "parent": {"ssn": SECRET, "name": "P"}, "day": "2024-03-05", "score": 70, "note": "[draft"},
    {"who": {"id": "J3"}, "parent": [{"SSN": SECRET}, {"name": "Q"}], "day": "2024-03-05", "score": 60, "note": None},
    {"who": {"id": "J4"}, "deep": {"er": [{"ssn": SECRET}]}, "day": "2024-03-05", "score": 50, "note": "n"},
    {"who": {"id": "J5"}, "parent": f"text {SECRET}", "day": "2024-03-05", "score": 40, "note": "n"},
]
ESCAPED = json.dumps({"who": {"id": "J6"}, "SSN": SECRET, "day": "2024-03-05", "score": 30, "note": "e"})
ESCAPED = ESCAPED.replace("SSN", "\\u0053SN")
UNREAD = ('{"ssn": "' + SECRET + '", ', json.dumps([SECRET]))


@pytest.fixture(scope="module")
def lake(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """Every form of file with the secret in it, sound and torn, ingested and cleansed."""
    lake = Lake(spark, tmp_path_factory.mktemp("withheld")).configured(SETTINGS)
    texts = {"sound": SOUND, "torn": SOUND.splitlines()[0] + "\n" + TORN, "broken": BROKEN, "breaks": LINES}
    for name, text in texts.items():
        lake.deliver(f"lines/{name}.csv", text)
    lake.deliver("lines/bytes.csv", NOT_TEXT)
    lake.deliver("mapped/m.csv", f"id,name,ssn,day,score\nM1,Zo\u00eb,{SECRET},2024-03-05,80\n".encode("cp1252"))
    records = [json.dumps(record) for record in OBJECTS]
    lake.deliver("objects/o.jsonl", "\n".join([*records, ESCAPED, *UNREAD]))
    lake.deliver("array/a.json", json.dumps(OBJECTS))
    rows = [("P1", SECRET, "2024-03-05", 80, (SECRET, "P"), "kept")]
    schema = "id string, Ssn string, day string, score int, parent struct<ssn: string, name: string>, note string"
    spark.createDataFrame(rows, schema).repartition(1).write.parquet(str(lake.landing / "typed" / "2025-01-06"))
    lake.ingest()
    lake.cleanse()
    return lake


def payloads(lake: Lake, source: str) -> dict[str, dict[str, object]]:
    """The payloads of a source's records that could be taken apart, by student."""
    found = [row for row in lake.rows(RAW) if row["source_system"] == source and row["parse_issue"] is None]
    assert {row["payload_form"] for row in found} == {"json"}
    return {row["raw_student_id"]: json.loads(row["raw_payload"]) for row in found}


def test_the_secret_is_in_no_table_and_no_file_of_the_warehouse(lake: Lake) -> None:
    for table in lake.store.existing(catalog.TABLES):
        assert SECRET not in str(lake.rows(table)), table
    folder = Path(lake.settings.warehouse)
    lake.store.clear_staging()
    files = [path for path in folder.rglob("*") if path.is_file() and "_staging" not in path.parts]
    assert files
    assert [path for path in files if SECRET.encode() in path.read_bytes()] == []
    assert SECRET not in str(lake.said)


def test_what_may_be_held_is_held(lake: Lake) -> None:
    lines = payloads(lake, "lines")
    assert lines["L1"] == {"id": "L1", "day": "2024-03-05", "score": "80", "note": "fine"}
    assert (lines["L2"]["note"], lines["L8"]["note"]) == ('a "b"', "two\nlines")
    assert payloads(lake, "mapped") == {"M1": {"id": "M1", "day": "2024-03-05", "score": "80"}}
    objects = payloads(lake, "objects")
    assert objects["J1"] == {
        "who": {"id": "J1", "n": 1.5}, "day": "2024-03-05", "score": "80", "note": 'a "b"\n', "tags": ["x"],
    }  # fmt: skip
    assert (objects["J2"]["parent"], objects["J2"]["note"]) == ({"name": "P"}, "[draft")
    assert (objects["J3"]["parent"], objects["J3"]["note"]) == ([{}, {"name": "Q"}], None)
    assert objects["J4"] == {"who": {"id": "J4"}, "day": "2024-03-05", "score": "50"}, "found deep within: mapped alone"
    assert objects["J5"]["parent"] is None
    assert set(objects["J6"]) == {"who", "day", "score", "note"}
    assert set(payloads(lake, "array")["J2"]) == {"who", "day", "score"}
    typed = payloads(lake, "typed")["P1"]
    assert (set(typed), typed["parent"], typed["note"]) == (
        {"id", "day", "score", "parent", "note"},
        {"name": "P"},
        "kept",
    )


def test_what_cannot_be_taken_apart_keeps_its_reason_alone(lake: Lake) -> None:
    torn = [row for row in lake.rows(RAW) if row["parse_issue"]]
    assert {(row["raw_payload"], row["payload_form"]) for row in torn} == {(None, "withheld")}
    ids = {row["parse_issue"]: row["raw_student_id"] for row in torn if row["raw_student_id"]}
    assert ids == {"RAGGED_LONG": "L3"}, "nothing stands left of the first cell"
    assert sorted(row["parse_issue"] for row in torn) == sorted(
        ["BAD_JSON", "BAD_JSON", "BROKEN_QUOTES", "ENCODING", "RAGGED_LONG", "RAGGED_SHORT", "RAGGED_SHORT"]
    )
    assert {row["source_header"] for row in lake.rows(RAW)} == {None}
    refused = [row for row in lake.refused() if row["payload_form"] == "withheld"]
    assert len(refused) == len(torn) == len({row["quarantine_id"] for row in refused})


@pytest.mark.slow
def test_it_is_told_and_a_mended_mapping_reads_what_is_left(lake: Lake, tmp_path: Path) -> None:
    notes = {row["source_system"]: row["note"] for row in lake.rows(JOB_RUNS) if row["job"] == "bronze_ingest"}
    assert "column SSN is kept out" in notes["lines"]
    assert "there is no column parent.ssn to keep out" in notes["lines"]
    assert "column parent.ssn is kept out" in notes["objects"]
    assert "column SSN is kept out" in notes["typed"]
    assert "columns that nobody maps are kept out" in notes["mapped"]
    open_before = len([row for row in lake.refused() if row["status"] == "OPEN"])
    mended = lake.configured(SETTINGS.replace('"mark"', '"score"'))
    replay.run(mended.context())
    accepted = {row["student_id"] for row in mended.facts() if row["source_system"] == "lines"}
    assert accepted == {"L1", "L6", "L8"}
    assert len([row for row in mended.refused() if row["status"] == "OPEN"]) < open_before
    assert SECRET not in str([mended.rows(table) for table in mended.store.existing(catalog.TABLES)])


@pytest.mark.parametrize("omit", ["pupil", "PUPIL", "pupil.ssn"])
def test_a_column_is_not_mapped_and_kept_out(omit: str) -> None:
    columns = {"student_id": "pupil", "assessment_date": "day"}
    settings = SourceSettings(format="csv", files="*", columns=columns, omit=[omit])
    with pytest.raises(ConfigError, match=r"source exams: pupil is mapped, and omit names"):
        sources({"exams": settings})
    nested = SourceSettings(format="json", files="*", columns={**columns, "student_id": "pupil.id"}, omit=["pupil"])
    with pytest.raises(ConfigError, match="omit names pupil"):
        sources({"exams": nested})


@pytest.mark.more
def test_oneroster_passwords_are_in_no_layer(lake: Lake) -> None:
    rows = [{**row, "password": SECRET, "sms": "1"} for row in oneroster_sets.tables("1.1")["users"]]
    delivered = oneroster_sets.files("1.1", {**oneroster_sets.tables("1.1"), "users": rows}, "bulk")
    for name, content in delivered.items():
        lake.deliver(f"oneroster/2025-01-06/{name}", content)
    run = lake.ingest(source=["oneroster"])
    [note] = [entry.note for entry in run.entries if entry.table_name == str(USERS.table)]
    assert note is not None
    assert "column password is kept out" in note
    users = lake.rows(USERS.table)
    assert len(users) == len(rows)
    assert {json.loads(user["raw_payload"])["sms"] for user in users} == {"1"}
    assert SECRET not in str(users)
