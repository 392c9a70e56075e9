"""What a MERGE says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from edulake.contract.sql import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edulake.contract.table import Table


@dataclass(frozen=True)
class Clause:
    """A WHEN MATCHED clause of a MERGE between `t` (table) and `s` (source): no assignments means DELETE."""

    condition: str
    assignments: dict[str, str] | None = None


def where_different(table: Table, *stamps: str) -> Clause:
    """Rewrites matched rows that differ in more than the `stamps`, so that a run without news changes nothing."""
    compared = [name for name in table.column_names if name not in (*table.key, *stamps)]
    same = " AND ".join(f"t.{quoted(name)} <=> s.{quoted(name)}" for name in compared)
    return Clause(f"NOT ({same})", {name: f"s.{quoted(name)}" for name in (*compared, *stamps)})


def statement(
    table: Table,
    target: str,
    source: str,
    matched: Iterable[Clause],
    *,
    on: tuple[str, ...],
    insert_if: str | None,
    whole: bool,
) -> str:
    """The MERGE of the view `source` into `target`, which is how SQL refers to the table, by the columns `on`.

    `insert_if` limits, or with None forbids, inserts; with `whole`, rows that the source lacks are deleted.
    """
    same = " AND ".join(f"t.{quoted(k)} = s.{quoted(k)}" for k in on)
    names = ", ".join(quoted(name) for name in table.column_names)
    values = ", ".join(f"s.{quoted(name)}" for name in table.column_names)
    insert = f"WHEN NOT MATCHED AND {insert_if} THEN INSERT ({names}) VALUES ({values})"
    clauses = [
        f"MERGE INTO {target} t USING {source} s ON {same}",
        *[_when_matched(clause) for clause in matched],
        *([insert] if insert_if else []),
        *(["WHEN NOT MATCHED BY SOURCE THEN DELETE"] if whole else []),
    ]
    return "\n".join(clauses)


def _when_matched(clause: Clause) -> str:
    if clause.assignments is None:
        return f"WHEN MATCHED AND {clause.condition} THEN DELETE"
    assigned = ", ".join(f"{quoted(name)} = {value}" for name, value in clause.assignments.items())
    return f"WHEN MATCHED AND {clause.condition} THEN UPDATE SET {assigned}"
