"""How a table differs from its contract: what ALTER mends, and what is for a person to decide."""

from __future__ import annotations

from dataclasses import replace

import pytest

from edulake.contract.table import Column, Table
from edulake.errors import ContractError, OutdatedError
from edulake.store.delta_log import Declared
from edulake.store.drift import (
    alterations,
    is_outdated,
    must_be_as_declared,
    must_be_clustered,
    must_be_of_today,
)

pytestmark = pytest.mark.once

THINGS = Table(
    layer="silver",
    name="things",
    meaning="For this test.",
    columns=(
        Column("id", "STRING", "Key", nullable=False),
        Column("day", "DATE", "Day"),
        Column("share", "DECIMAL(5,2)", "It's a share"),
    ),
    key=("id",),
    cluster_by=("id", "day"),
    contract_version=2,
)
RAW = replace(THINGS, layer="bronze")
COLUMNS = {"id": "string", "day": "date", "share": "decimal(5,2)"}
HELD = Declared("delta", COLUMNS, ["id", "day"], frozenset({"id"}), 2)


@pytest.mark.parametrize(("version", "outdated"), [(1, True), (2, False), (3, False)])
def test_a_table_of_an_older_contract_has_to_be_rebuilt(version: int, outdated: bool) -> None:
    """One of a newer version was written by newer code: its keys are no older ones."""
    held = HELD._replace(contract_version=version)
    assert is_outdated(held, THINGS) == outdated
    if not outdated:
        must_be_of_today(held, THINGS)
        return
    with pytest.raises(
        OutdatedError, match=r"silver\.things is of version 1 of its contract, the code of 2"
    ) as refused:
        must_be_of_today(held, THINGS)
    assert "rebuild --outdated" in refused.value.fix


@pytest.mark.parametrize(
    ("clustering", "named"), [([], "nothing"), (["id"], "id"), (["day", "id"], "day, id"), (["other", "day"], "other")]
)
def test_a_table_that_is_clustered_otherwise_may_be_somebody_elses(clustering: list[str], named: str) -> None:
    """Their order counts: it is the one in which files are laid out."""
    with pytest.raises(ContractError, match="is not a table of its contract") as refused:
        must_be_clustered(HELD._replace(clustering=clustering), THINGS)
    assert f"clustered by {named}" in refused.value.why
    assert "CLUSTER BY (id, day)" in refused.value.fix
    must_be_clustered(HELD, THINGS)


def test_what_is_as_its_contract_says_is_not_altered() -> None:
    assert alterations(HELD, THINGS) == []
    must_be_as_declared(HELD, THINGS)
    must_be_as_declared(HELD._replace(columns=dict(reversed(COLUMNS.items()))), THINGS)


def test_columns_that_the_contract_gained_are_added_at_once() -> None:
    held = HELD._replace(columns={"id": "string"})
    assert alterations(held, THINGS) == [
        "ADD COLUMNS (`day` DATE COMMENT 'Day', `share` DECIMAL(5,2) COMMENT 'It\\'s a share')"
    ]


def test_a_column_that_may_be_null_now_may_be_so_in_the_table() -> None:
    """One that became required stays as it is: the rows there are would break it."""
    held = HELD._replace(required=frozenset({"id", "share", "day"}))
    assert alterations(held, THINGS) == [
        "ALTER COLUMN `day` DROP NOT NULL",
        "ALTER COLUMN `share` DROP NOT NULL",
    ]
    assert alterations(HELD._replace(required=frozenset()), THINGS) == []
    both = HELD._replace(columns={"id": "string", "day": "date"}, required=frozenset({"day"}))
    assert [what.split(" (")[0] for what in alterations(both, THINGS)] == [
        "ADD COLUMNS",
        "ALTER COLUMN `day` DROP NOT NULL",
    ]


@pytest.mark.parametrize(("table", "anew"), [(THINGS, "from the layer below"), (RAW, "from the deliveries")])
def test_a_required_column_cannot_be_added(table: Table, anew: str) -> None:
    with pytest.raises(ContractError, match=r"things lacks id$") as refused:
        alterations(HELD._replace(columns={"day": "date"}), table)
    assert refused.value.fix.endswith(anew)


@pytest.mark.parametrize(
    ("changed", "what", "found"),
    [
        ({"format": "parquet"}, "format", "found parquet, expected delta"),
        ({"clustering": ["id"]}, "clustering", "found ['id'], expected ['id', 'day']"),
        ({"clustering": ["id", "share"]}, "clustering", "found ['share'], expected ['id', 'day']"),
        ({"clustering": []}, "clustering", "found [], expected"),
        ({"columns": {**COLUMNS, "share": "string"}}, "columns", "found [('share', 'string')], expected the declared"),
        ({"columns": {**COLUMNS, "extra": "int"}}, "columns", "found [('extra', 'int')]"),
        ({"columns": {**COLUMNS, "share": "decimal(6,2)"}}, "columns", "found [('share', 'decimal(6,2)')]"),
        ({"columns": {"id": "string", "day": "date"}}, "columns", "found [('day', 'date'), ('id', 'string')]"),
    ],
)
def test_what_another_program_changed_is_named(changed: dict[str, object], what: str, found: str) -> None:
    with pytest.raises(ContractError, match=f"things: {what} drifted from its contract") as refused:
        must_be_as_declared(HELD._replace(**changed), THINGS)
    assert refused.value.why.startswith(found)
    assert "or drop it: the next run makes it anew" in refused.value.fix


def test_nobody_is_told_to_drop_bronze() -> None:
    """What was delivered is nowhere else."""
    with pytest.raises(ContractError) as refused:
        must_be_as_declared(HELD._replace(format="parquet"), RAW)
    assert refused.value.fix == "another program changed the table: restore it"
