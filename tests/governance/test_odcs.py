"""The contracts as ODCS: judged by the standard's own JSON schema, and (slow) by the datacontract tool."""

from __future__ import annotations

import json
import os
import subprocess
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from edulake.governance import catalog, odcs
from edulake.silver.people.students import STUDENTS_TABLE

pytestmark = pytest.mark.once
# Too heavy for the test environment: `test --all` makes it one of its own.
LINT = """
import sys
from datacontract.data_contract import DataContract
for path in sys.argv[1:]:
    print(path, DataContract(data_contract_file=path, inline_references=False).lint().result.value, sep="\\t")
"""
TOOL = Path(os.environ.get("EDULAKE_HOME", ".edulake"), "datacontract", "bin", "datacontract")


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("contracts")
    written = odcs.write(folder, "1.2.3")
    assert sorted(written) == sorted(folder.iterdir())
    return {path.name.removesuffix(".odcs.yaml"): path for path in written}


def parsed(path: Path) -> Any:
    yaml = pytest.importorskip("yaml")
    return yaml.load(path.read_text(), getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def test_every_table_has_a_valid_contract(exported: dict[str, Path]) -> None:
    schema = json.loads(resources.files("open_data_contract_standard").joinpath("schema.json").read_text())
    judge = pytest.importorskip("jsonschema").Draft201909Validator(schema)
    assert set(exported) == {str(table) for table in catalog.TABLES}
    wrong = {name: [error.message for error in judge.iter_errors(parsed(path))] for name, path in exported.items()}
    assert not {name: errors for name, errors in wrong.items() if errors}


def test_what_a_contract_says(exported: dict[str, Path]) -> None:
    [table] = parsed(exported[str(STUDENTS_TABLE)])["schema"]
    columns = {column["name"]: column for column in table["properties"]}
    assert list(columns) == list(STUDENTS_TABLE.column_names)
    key = sorted((c for c in columns.values() if c.get("primaryKey")), key=lambda c: c["primaryKeyPosition"])
    assert tuple(column["name"] for column in key) == STUDENTS_TABLE.key
    assert columns["email"]["classification"] == "restricted"
    assert {"property": "mask", "value": "email"} in columns["email"]["customProperties"]
    assert columns["birth_year"]["classification"] == "confidential"
    assert columns["issue_codes"]["items"] == {"name": "item", "logicalType": "string", "physicalType": "STRING"}
    assert [c["name"] for c in columns.values() if c["required"]] == [
        c.name for c in STUDENTS_TABLE.columns if not c.nullable
    ]
    assert {"property": "clusterBy", "value": list(STUDENTS_TABLE.cluster_by)} in table["customProperties"]
    codes = [rule["name"] for rule in table["quality"]]
    assert {"key_is_unique", "NULL_STUDENT_ID", "UNKNOWN_GRADE_LEVEL"} <= set(codes)


@pytest.mark.slow
@pytest.mark.skipif(not TOOL.exists(), reason=f"datacontract-cli is not in {TOOL.parents[1]}")
def test_the_datacontract_tool_agrees(exported: dict[str, Path], tmp_path: Path) -> None:
    """It accepts every contract, finds the mistake in a broken one, and makes a table's columns of its contract."""
    students = exported[str(STUDENTS_TABLE)]
    broken = tmp_path / "broken.odcs.yaml"
    broken.write_text(students.read_text().replace("logicalType: date", "logicalType: someday", 1))
    linted = subprocess.run(
        [TOOL.with_name("python"), "-c", LINT, *exported.values(), broken], capture_output=True, text=True, check=True
    )
    verdicts = dict(line.split("\t") for line in linted.stdout.splitlines())
    assert verdicts.pop(str(broken)) != "passed"
    assert {name: verdict for name, verdict in verdicts.items() if verdict != "passed"} == {}
    assert len(verdicts) == len(catalog.TABLES)
    made = subprocess.run(
        [TOOL, "export", "sql", "--dialect", "databricks", students], capture_output=True, text=True, check=True
    )
    assert [name for name in STUDENTS_TABLE.column_names if name not in made.stdout] == []
