"""The rules of a line and of a figure as SQL, for questions, which are asked by whoever shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.governance.released.hiding import SMALLEST

if TYPE_CHECKING:
    from collections.abc import Sequence


def line_sql(groups: str, across: str, counts: str, within: Sequence[str] = ()) -> str:
    """A query of those rows of `groups` that may be told, where they are all groups of a population that is told.

    `across` names a group, `counts` holds its students; `within` are columns of whose values each is a population of
    its own. Groups of fewer than SMALLEST are left out, and the next smallest with them where they are one alone, or
    fewer than SMALLEST together: else it could be had by subtraction.
    """
    each = _each(within)
    return f"""SELECT * FROM (
  SELECT *, row_number() OVER ({each}ORDER BY {counts}, {across}) AS place,
         count(CASE WHEN {counts} < {SMALLEST} THEN 1 END) OVER ({each.strip()}) AS few,
         coalesce(sum(CASE WHEN {counts} < {SMALLEST} THEN {counts} END) OVER ({each.strip()}), 0) AS of_few
  FROM (
{groups}
  ) AS of_all WHERE {counts} > 0
) AS in_line WHERE {counts} >= {SMALLEST}
    AND place > few + CASE WHEN few = 1 OR (few > 1 AND of_few < {SMALLEST}) THEN 1 ELSE 0 END"""


def parted_sql(groups: str, name: str, parts: Sequence[str], across: str, counts: str, within: Sequence[str]) -> str:
    """All rows of `groups`, and a column `name`: whether it may be told how a group falls into parts.

    It may not where a part is small, nor where all groups of which it is not told are few in a part together: the
    next smallest groups then go with these. The rest is as in `line_sql`; a part that is not known counts as small.
    """
    each = _each(within)
    in_turn = f"{each}ORDER BY {name}_few DESC, {counts}, {across} ROWS UNBOUNDED PRECEDING"
    so_far = ",\n           ".join(f"sum({part}) OVER ({in_turn}) AS {name}_{part}" for part in parts)
    return f"""SELECT *, coalesce({name}_all_few = 0 OR {name}_place > {name}_hidden, false) AS {name} FROM (
  SELECT *, min(CASE WHEN {name}_place >= {name}_all_few AND NOT ({_few([f"{name}_{part}" for part in parts])})
                     THEN {name}_place END) OVER ({each.strip()}) AS {name}_hidden
  FROM (
    SELECT *, {so_far},
           row_number() OVER ({each}ORDER BY {name}_few DESC, {counts}, {across}) AS {name}_place,
           sum({name}_few) OVER ({each.strip()}) AS {name}_all_few
    FROM (
      SELECT *, CASE WHEN NOT ({_few(parts)}) THEN 0 ELSE 1 END AS {name}_few FROM (
{groups}
      ) AS {name}_of
    ) AS {name}_marked
  ) AS {name}_summed
) AS {name}_in_turn"""


def whole_sql(groups: str, name: str, counts: str) -> str:
    """All rows of `groups`, and a column `name`: whether all of them may be told, as none is of few.

    For groups by two dimensions, of which both have totals that are told elsewhere: what is left of a table with holes
    could be completed from these.
    """
    return f"""SELECT *, count(CASE WHEN {_few([counts])} THEN 1 END) OVER () = 0 AS {name} FROM (
{groups}
) AS {name}_of"""


def told_sql(value: str, behind: Sequence[str], only: str = "") -> str:
    """An expression: the value, null where any of the numbers of students that it tells of is small, or not known.

    `only` is a condition under which it is told besides.
    """
    conditions = [*([f"NOT ({_few(behind)})"] if behind else []), *([only] if only else [])]
    return f"CASE WHEN {' AND '.join(conditions)} THEN {value} END" if conditions else value


def _few(numbers: Sequence[str]) -> str:
    """A condition: whether any of the numbers is that of a small group; null where one is not known."""
    return " OR ".join(f"{students} BETWEEN 1 AND {SMALLEST - 1}" for students in numbers)


def _each(within: Sequence[str]) -> str:
    """How a window begins that looks at one population."""
    return f"PARTITION BY {', '.join(within)} " if within else ""
