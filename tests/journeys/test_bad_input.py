"""The battery of bad files: what becomes of each, and that every record of it is accounted for."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from bad_files import EMPTY, HIDDEN, REFUSED
from good_files import ACCEPTED, CONF, line
from lake import Lake
from pyspark.sql import SparkSession

from edulake.landing.files import copies
from edulake.ops.runs import Run
from edulake.ops.tables import JOB_RUNS
from edulake.silver.learning.assessments import ASSESSMENTS


@pytest.fixture(scope="module", params=["files", pytest.param("zips", marks=pytest.mark.slow)])
def battery(
    request: pytest.FixtureRequest, spark: SparkSession, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Lake, Run]:
    """All of it ingested: as files, or as one zip for each source, which must come to the same."""
    lake = Lake(spark, tmp_path_factory.mktemp("battery")).configured(CONF)
    contents = {name: content for name, (content, _) in {**ACCEPTED, **REFUSED}.items()} | EMPTY | HIDDEN
    zips = {name.split("/")[0]: io.BytesIO() for name in contents}
    # An archive within an archive would be the end of both.
    loose = [name for name in contents if request.param == "files" or name.endswith((".zip", ".7z"))]
    for name, content in contents.items() if request.param == "zips" else ():
        if name in loose:
            continue
        source, _, entry = name.partition("/")
        with zipfile.ZipFile(zips[source], "a") as archive:
            archive.writestr(entry, content)
    for source, archive in zips.items() if request.param == "zips" else ():
        lake.deliver(f"{source}/all.zip", archive.getvalue())
    for name in loose:
        lake.deliver(name, contents[name])
    with pytest.MonkeyPatch.context() as patch:
        # Of the packed files all but this one are unpacked first, as large ones are.
        patch.setattr(copies, "WORTH_A_COPY_BYTES", len(ACCEPTED["feed/packed.json.gz"][0]))
        run = lake.ingest()
    return lake, run


def unzipped(name: str) -> str:
    """What a file would be called outside its zip."""
    return name.replace("all.zip!/", "")


@pytest.fixture(scope="module")
def loaded(battery: tuple[Lake, Run]) -> dict[str, dict[str | None, int]]:
    counted = battery[0].frame(ASSESSMENTS.form.table).groupBy("source_file", "parse_issue").count().collect()
    files: dict[str, dict[str | None, int]] = {}
    for row in counted:
        files.setdefault(unzipped(row["source_file"]), {})[row["parse_issue"]] = row["count"]
    return files


@pytest.fixture(scope="module")
def refused(battery: tuple[Lake, Run]) -> dict[str, list[str]]:
    found = battery[0].refused("source_file", "reason_codes")
    return {unzipped(row["source_file"]): row["reason_codes"] for row in found}


@pytest.mark.parametrize("name", ACCEPTED)
def test_loaded_file(name: str, loaded: dict[str, dict[str | None, int]]) -> None:
    assert loaded.get(name) == ACCEPTED[name][1]


@pytest.mark.parametrize("name", REFUSED)
def test_refused_file(name: str, loaded: dict[str, dict[str | None, int]], refused: dict[str, list[str]]) -> None:
    assert refused.get(name) == [REFUSED[name][1]]
    assert name not in loaded


@pytest.mark.parametrize("name", [*EMPTY, *HIDDEN])
def test_file_without_records(name: str, loaded: dict[str, object], refused: dict[str, object]) -> None:
    assert name not in loaded
    assert name not in refused


def test_counts_of_the_run(battery: tuple[Lake, Run]) -> None:
    entries = {entry.source_system: entry for entry in battery[1].entries}
    plain = entries["plain"]
    assert plain.files_new == sum(name.startswith("plain/") for name in ACCEPTED)
    assert plain.files_refused == sum(name.startswith("plain/") for name in REFUSED)
    assert (plain.files_empty, plain.files_hidden, plain.files_redelivered) == (3, 5, 0)
    assert plain.note == "column subject is missing"
    expected = {name: sum(issues.values()) for name, (_, issues) in ACCEPTED.items()}
    for source, entry in entries.items():
        assert entry.records_in == sum(n for name, n in expected.items() if name.startswith(f"{source}/")), source


def test_values_land_in_their_columns(battery: tuple[Lake, Run]) -> None:
    wanted = ("raw_assessment_id", "raw_student_id", "raw_subject", "raw_score", "payload_form")
    rows = {r["raw_assessment_id"]: tuple(r.values())[1:] for r in battery[0].rows(ASSESSMENTS.form.table, *wanted)}
    assert rows["reordered"] == ("STU9", "Art", "70", "verbatim")
    assert rows["quoted"] == ("STU1", 'Arts, "fine"', "80", "verbatim")
    assert rows["inch"] == ("STU1", 'Pipe 5" wide', "80", "verbatim")
    assert rows["broken"] == ("STU1", "Home\neconomics", "80", "json")
    assert rows["missing"] == ("STU1", None, "80", "verbatim")
    assert rows["latin-ä"] == ("STU1", "Französisch", "80", "verbatim")
    assert rows["marked-ä"] == ("STU1", "Französisch", "80", "verbatim")
    assert rows["wide-ä"] == ("STU1", "Französisch", "80", "verbatim")
    assert rows["utf16-ä"] == ("STU1", "Französisch", "80", "verbatim")
    assert rows["bom"] == ("STU1", "Math", "80", "verbatim")
    assert rows["f1"] == ("STU1", None, "80", "verbatim")
    assert rows["g1"] == ("STU1", None, None, "json")
    assert rows["mac-2"] == ("STU1", "Math", "80", "verbatim")
    assert rows["mac-4"] == ("STU1", "Home\neconomics", "80", "json")
    assert rows["mac-6"] == (None, None, None, "verbatim"), "nothing stands left of the first cell"
    assert rows["sep"] == ("STU1", "Math", "80", "json")
    assert rows["break-1"] == ("STU1", "Math", "80", "verbatim")
    assert rows["latin1-h"] == ("STU1", "Math", "80", "verbatim")
    assert {rows[f"same-{n}"] for n in range(1, 6)} == {("STU1", "Math", "80", "verbatim")}
    assert {rows[f"surplus-{n}"] for n in range(1, 5)} == {("STU1", "Math", "80", "verbatim")}
    assert rows["dot"] == ("STU7", None, None, "verbatim")
    assert rows["10012345"] == ("501", None, "0.00005", "verbatim")
    assert rows["n3"] == ("501.0", "1000", "12345678.50", "verbatim"), "what is typed as text stays text"
    assert rows["n2"] == ("1, 2.0", None, "95.50", "verbatim")
    assert rows["in-1"] == ("STU1", None, None, "json")
    assert rows["in-3"] == (None, None, "90", "json")
    assert rows["k2"] == ("STU1", None, None, "verbatim")


def test_payloads_are_verbatim(battery: tuple[Lake, Run]) -> None:
    payloads = {row["raw_payload"] for row in battery[0].rows(ASSESSMENTS.form.table, "raw_payload")}
    assert {line("crlf").strip(), "short,STU1,2024-03-05", '{"id": "f2"', "5", "null"} <= payloads
    assert '{"id": "k1", "id": "k2", "surprise": 1, "student": {"id": "STU1"}}' in payloads


def test_malformed_bytes_are_kept_as_base64(battery: tuple[Lake, Run]) -> None:
    rows = [r for r in battery[0].rows(ASSESSMENTS.form.table) if r["parse_issue"] in ("ENCODING", "NUL_BYTE")]
    assert {row["payload_form"] for row in rows} == {"base64"}
    assert {row["raw_student_id"] for row in rows} == {None}


def test_a_second_run_loads_and_refuses_nothing(battery: tuple[Lake, Run]) -> None:
    lake = battery[0]
    before = lake.versions()
    run = lake.ingest()
    assert lake.versions() == before
    assert {entry.files_new for entry in run.entries} == {entry.files_refused for entry in run.entries} == {0}


def test_what_silver_makes_of_it(battery: tuple[Lake, Run]) -> None:
    lake = battery[0]
    entries = [entry for entry in lake.cleanse().entries if entry.records_in]
    assert entries
    for entry in entries:
        entry.must_balance()
    issues = {code for _, found in ACCEPTED.values() for code in found if code}
    reasons = {code for row in lake.refused("reason_codes") for code in row["reason_codes"]}
    assert issues <= reasons


def test_no_student_in_what_is_said(battery: tuple[Lake, Run]) -> None:
    lake = battery[0]
    assert "STU" not in "".join(lake.said) + json.dumps(lake.rows(JOB_RUNS), default=str)
