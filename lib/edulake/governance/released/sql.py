"""The rules of a line and of a figure as SQL, for questions, which are asked by whoever shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.governance.released.hiding import SMALLEST

if TYPE_CHECKING:
    from collections.abc import Sequence


def line_sql(groups: str, across: str, counts: str) -> str:
    """A query of those rows of `groups` that may be told, where they are all groups of a population that is told.

    `across` names a group, `counts` holds its students. Groups of fewer than SMALLEST are left out, and the next
    smallest with them where they are one alone, or fewer than SMALLEST together: else it could be had by subtraction.
    """
    return f"""SELECT * FROM (
  SELECT *, row_number() OVER (ORDER BY {counts}, {across}) AS place,
         count(CASE WHEN {counts} < {SMALLEST} THEN 1 END) OVER () AS few,
         coalesce(sum(CASE WHEN {counts} < {SMALLEST} THEN {counts} END) OVER (), 0) AS of_few
  FROM (
{groups}
  ) AS of_all WHERE {counts} > 0
) AS in_line WHERE {counts} >= {SMALLEST}
    AND place > few + CASE WHEN few = 1 OR (few > 1 AND of_few < {SMALLEST}) THEN 1 ELSE 0 END"""


def told_sql(value: str, behind: Sequence[str]) -> str:
    """An expression: the value, null where any of the numbers of students that it tells of is small, or not known."""
    if not behind:
        return value
    few = " OR ".join(f"{students} BETWEEN 1 AND {SMALLEST - 1}" for students in behind)
    return f"CASE WHEN NOT ({few}) THEN {value} END"
