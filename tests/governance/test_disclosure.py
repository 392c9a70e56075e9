"""What contracts call personal: ids of people and of rows about them, hashes over either, and text as delivered."""

from __future__ import annotations

import re

import pytest

from edulake.contract.table import Column, Table
from edulake.governance import catalog, disclosure
from edulake.ops.tables import QUARANTINE

pytestmark = pytest.mark.once
# Ids of what is no person, and of no row about one (design: "Keys, time and scope").
OF_THINGS = {
    "course_id",
    "class_id",
    "school_id",
    "line_item_id",
    "incident_id",
    "resource_id",
    "batch_id",
    "bronze_batch_id",
    "run_id",
}
OF_THINGS |= {"resolved_run_id", "route_id", "provider_org_id", "activity_id", "session_id", "standard_id", "parent_id"}
OF_THINGS |= {"survey_id", "topic_id", "lesson_id", "experiment_id"}
HASH = re.compile(r"_hash\Z|sha256|\A(quarantine|delivery)_id\Z")


def classes(about_people: bool) -> dict[str, dict[tuple[str, str], list[str]]]:
    """Class and mask of each column name, with the tables that say so."""
    found: dict[str, dict[tuple[str, str], list[str]]] = {}
    for table in catalog.TABLES:
        for column in table.columns if bool(table.person) is about_people else ():
            found.setdefault(column.name, {}).setdefault((column.personal, column.mask), []).append(str(table))
    return found


@pytest.mark.parametrize("about_people", [True, False])
def test_the_same_thing_has_the_same_class_in_every_table(about_people: bool) -> None:
    """But where it stands beside what is sensitive: a record as a whole, and what tells of it."""
    plain = {
        name: {kind: tables for kind, tables in said.items() if kind[0] != "sensitive"}
        for name, said in classes(about_people).items()
    }
    assert {name: said for name, said in plain.items() if len(said) > 1} == {}


@pytest.mark.parametrize("table", catalog.TABLES, ids=str)
def test_ids_of_people_and_hashes_stay(table: Table) -> None:
    shown = disclosure.about_nobody(table, table.column_names)
    assert [name for name in shown if HASH.search(name) or name.endswith("student_id")] == []
    if table.person and table.layer != "bronze":
        assert {name for name in shown if name.endswith("_id")} <= OF_THINGS
    if table.person and table.layer == "bronze":
        assert [name for name in shown if name.startswith("raw_")] == []


@pytest.mark.parametrize("table", [t for t in catalog.TABLES if t.name.startswith("edfi_")], ids=str)
def test_what_the_api_calls_an_object_stays(table: Table) -> None:
    """Whoever may ask the API is told by it whom the object is about; that it was deleted tells no less of it."""
    assert "raw_id" in table.column_names
    assert "raw_id" not in disclosure.about_nobody(table, table.column_names)


def test_what_the_contract_does_not_know_stays() -> None:
    assert disclosure.about_nobody(QUARANTINE, ["subject", "added_by_another_program"]) == ["subject"]
    assert "raw_payload" not in disclosure.about_nobody(QUARANTINE, QUARANTINE.column_names)
    named = Table(
        "silver", "t", "m", (Column("a", "STRING", "m", personal="direct"), Column("b", "INT", "m")), ("a", "b")
    )
    assert disclosure.about_nobody(named, ["b", "a"]) == ["b"]
