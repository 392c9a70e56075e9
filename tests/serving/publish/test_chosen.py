"""What is served: nobody is named where nobody is to be, and nothing that may harm anybody anywhere."""

from __future__ import annotations

import pytest

from edulake.config.publish import Publish
from edulake.governance import catalog, roles
from edulake.governance.masked_views import hidden
from edulake.serving.publish import chosen
from edulake.serving.publish.served import Served, served_type
from edulake.serving.questions import QUESTIONS

pytestmark = pytest.mark.once

GOLD = [table for table in catalog.TABLES if table.layer == "gold"]
ALL = chosen.chosen(Publish(tables=[table.name for table in GOLD], masked=True, pseudonyms="env:X", roster=True))
OF = {str(served): served for served in ALL}


@pytest.mark.parametrize("served", ALL, ids=str)
def test_a_served_table_is_sound(served: Served) -> None:
    names = [field.name for field in served.fields]
    assert len(set(names)) == len(names)
    required = {field.name for field in served.fields if not field.nullable}
    assert set(served.key) <= required, "a primary key takes no null"
    assert {name for index in served.indexes for name in index} <= set(names)
    assert {of.column for of in served.filters} <= set(names)
    assert len(f"stage_{served.schema}_{served.name}") <= 63
    for reference in served.refers:
        parent = OF[f"{reference.schema}.{reference.table}"]
        assert (reference.key, parent.unit) == (parent.key, served.unit)
        assert ALL.index(parent) < ALL.index(served), "what others refer to is made first"


def test_what_is_sensitive_is_served_nowhere() -> None:
    columns = {str(t): {c.name: c for c in t.columns} for t in catalog.TABLES}
    for served in ALL:
        if not served.question:
            read = [columns[str(served.tables[0])][field.source or field.name] for field in served.read]
            assert not [column.name for column in read if column.personal == "sensitive"]


def test_only_people_and_rosters_hold_ids_of_people() -> None:
    """And those not names, numbers in personnel or hashes."""
    for served in ALL:
        if served.schema in ("gold", "masked"):
            columns = {c.name: c for c in served.tables[0].columns}
            plain = [field for field in served.read if field.form == "plain"]
            assert not [field.name for field in plain if hidden(columns[field.source or field.name])]
        if served.schema == "people":
            columns = {c.name: c for c in served.tables[0].columns}
            direct = [
                columns[f.name] for f in served.read if columns[f.name].personal == "direct" and f.form == "plain"
            ]
            assert {column.mask for column in direct} == {"identifier"}
    schemas = {served.schema for served in ALL if served.tables[0].people and not served.question}
    assert schemas == {"people", "masked", "access"}


def test_who_reads_a_table_reads_it_by_its_schema() -> None:
    readers = {served.schema: served.readers for served in ALL}
    assert readers == {
        "gold": (roles.ANALYSTS,),
        "people": (roles.ADVISERS,),
        "masked": (roles.ANALYSTS,),
        "access": (),
        "released": (),
    }


def test_questions_of_gold_are_served_and_those_of_every_run_are_not() -> None:
    served = {one.name for one in ALL if one.question}
    assert served == {q.name for q in QUESTIONS} - {"balance", "refused", "high_risk"}


def test_types_are_exact() -> None:
    of_all = {column.type for table in catalog.TABLES if table.layer in ("silver", "gold") for column in table.columns}
    kinds = {type_: served_type(type_) for type_ in of_all}
    assert kinds["DECIMAL(5,2)"] == "numeric(5,2)"
    assert {of for of, kind in kinds.items() if kind == "jsonb"} == {of for of in of_all if "STRUCT" in of}


def test_a_definition_is_told_from_another() -> None:
    one = OF["masked.students"]
    assert one.fingerprint("a") == one.fingerprint("a") != one.fingerprint("b")
    assert OF["gold.course_completion"].fingerprint("a") == OF["gold.course_completion"].fingerprint("b")
