"""How a table differs from its contract: what is mended by ALTER, and what is an error with what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.contract.sql import quoted
from edulake.errors import ContractError, OutdatedError

if TYPE_CHECKING:
    from edulake.contract.table import Table
    from edulake.store.delta_log import Declared

CONTRACT_VERSION = "edulake.contract_version"


def is_outdated(held: Declared, table: Table) -> bool:
    """Whether the table was written when its keys were made in another way."""
    return held.contract_version < table.contract_version


def must_be_of_today(held: Declared, table: Table) -> None:
    """OutdatedError for a table that has to be rebuilt before it is used."""
    if is_outdated(held, table):
        raise OutdatedError(
            f"{table} is of version {held.contract_version} of its contract, the code of {table.contract_version}",
            "its keys are made in another way now",
            "run rebuild --outdated: such tables are emptied, and filled again from the layer below",
        )


def must_be_clustered(held: Declared, table: Table) -> None:
    """ContractError for a table that is clustered otherwise, before anything is written: it may be somebody else's."""
    if held.clustering != list(table.cluster_by):
        raise ContractError(
            f"{table} is not a table of its contract",
            f"it is clustered by {', '.join(held.clustering) or 'nothing'}: another program made or changed it",
            f"move it away, or ALTER TABLE … CLUSTER BY ({', '.join(table.cluster_by)})",
        )


def alterations(held: Declared, table: Table) -> list[str]:
    """What ALTER TABLE has to do: nullable columns that the contract gained, and columns that became nullable.

    ContractError for a column that is required and missing: what its rows would hold nobody knows.
    """
    missing = [column for column in table.columns if column.name not in held.columns]
    required = ", ".join(column.name for column in missing if not column.nullable)
    if required:
        raise ContractError(f"{table} lacks {required}", "a required column cannot be added", _anew("it", table))
    added = [f"ADD COLUMNS ({', '.join(column.ddl() for column in missing)})"] if missing else []
    loosened = [column.name for column in table.columns if column.nullable and column.name in held.required]
    return added + [f"ALTER COLUMN {quoted(name)} DROP NOT NULL" for name in loosened]


def must_be_as_declared(held: Declared, table: Table) -> None:
    """ContractError unless format, clustering, columns and types are those of the contract."""
    wanted = [(f.name, f.dataType.simpleString()) for f in table.struct()]
    found = {
        "format": (held.format, "delta"),
        "clustering": (held.clustering, list(table.cluster_by)),
        "columns": (sorted(held.columns.items()), sorted(wanted)),
    }
    for what, (is_, should_be) in found.items():
        if is_ != should_be:
            different = [item for item in is_ if item not in should_be] if isinstance(is_, list) else is_
            raise ContractError(
                f"{table}: {what} drifted from its contract",
                f"found {different or is_}, expected {should_be if what != 'columns' else 'the declared types'}",
                f"another program changed the table: restore it{_or_anew(table)}",
            )


def _or_anew(table: Table) -> str:
    return "" if table.layer == "bronze" else f", or {_anew('it', table)}"


def _anew(what: str, table: Table) -> str:
    """What to do with a table that can be made again; of bronze, nothing but the deliveries themselves can."""
    layer_below = "the deliveries" if table.layer == "bronze" else "the layer below"
    return f"drop {what}: the next run makes it anew from {layer_below}"
