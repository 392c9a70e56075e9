"""The rule of a line as SQL, for dashboards, whose queries are all that edulake has a say in."""

from __future__ import annotations

from edulake.governance.released.hiding import SMALLEST


def line_sql(groups: str) -> str:
    """A query of `x` and `y`, from one of `x` and `students` whose groups are all of a population that is told.

    Groups of fewer than SMALLEST are left out, and the next smallest with them where they are one alone, or fewer than
    SMALLEST together: else it could be had by subtraction.
    """
    return f"""SELECT x, students AS y FROM (
  SELECT x, students, row_number() OVER (ORDER BY students, x) AS place,
         count(CASE WHEN students < {SMALLEST} THEN 1 END) OVER () AS few,
         coalesce(sum(CASE WHEN students < {SMALLEST} THEN students END) OVER (), 0) AS of_few
  FROM (
{groups}
  ) WHERE students > 0
) WHERE students >= {SMALLEST}
    AND place > few + CASE WHEN few = 1 OR (few > 1 AND of_few < {SMALLEST}) THEN 1 ELSE 0 END"""


def told_sql(part: str, whole: str) -> str:
    """An expression: how many students of so many, null where they, or the others, are few."""
    few = [f"{of} BETWEEN 1 AND {SMALLEST - 1}" for of in (part, f"({whole}) - ({part})", whole)]
    return f"CASE WHEN NOT ({' OR '.join(few)}) THEN {part} END"
