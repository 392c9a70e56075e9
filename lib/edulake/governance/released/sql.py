"""The rules of a line and of a figure as SQL, for questions, which are asked by whoever shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.contract.sql import literal
from edulake.governance.released.hiding import SMALLEST
from edulake.governance.released.shares import AT_LEAST, AT_MOST, ENOUGH

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from edulake.governance.released.bands import Bands, Plan


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


def banded_sql(
    groups: str, across: str, counts: str, bands: Bands, means: Mapping[str, str], within: Sequence[str] = ()
) -> str:
    """A query of the rows that may be told where the groups are ordered bands: small ones together with neighbours.

    A row has what its bands hold together: `counts`, and each of the `means` by how many students it is the mean of,
    as they name it; and `band_place`, by which rows are in order. The plan is that of `Bands.joined`. Bands that no
    join helps, and groups that are none of the bands, are told as in `line_sql`; the former not where sensitive.

    One plan holds for a population: as a window, an engine chooses it once, and not once for each name of a band.
    """
    of, each = [f"band_{at}" for at in range(len(bands.names))], _each(within).strip()
    held = ",\n           ".join(
        f"sum(CASE WHEN {across} = {literal(name)} THEN {counts} ELSE 0 END) OVER ({each}) AS {band}"
        for name, band in zip(bands.names, of, strict=True)
    )
    whole = f"sum({counts}) OVER ({each}) AS band_whole"
    places = " ".join(f"WHEN {literal(name)} THEN {at}" for at, name in enumerate(bands.names))
    *finer, last = enumerate(bands.plans)
    plans = "".join(f"\n         WHEN {_stands(plan, bands)} THEN {at}" for at, plan in finer)
    sums = ", ".join(f"sum({name}) AS {name}" for name in dict.fromkeys((counts, *means.values())))
    weighed = "".join(
        f",\n       sum({mean} * {weight}) / nullif(sum(CASE WHEN {mean} IS NOT NULL THEN {weight} END), 0) AS {mean}"
        for mean, weight in means.items()
    )
    keys = "".join(f"{name}, " for name in within)
    joined = f"""SELECT {keys}band_name AS {across}, max(band_plan) AS band_plan, min(band_place) AS band_place,
       {sums}{weighed}
FROM (
  SELECT *, {_names(across, bands)} AS band_name
  FROM (
    SELECT *, max({_case(plans, str(last[0]))}) OVER ({each}) AS band_plan
    FROM (
    SELECT *, CASE {across} {places} ELSE {len(of)} END AS band_place, {whole},
           {held}
    FROM (
{groups}
      ) AS of_all
    ) AS of_bands
  ) AS in_plan
) AS named GROUP BY {keys}band_name"""
    told = line_sql(joined, across, counts, within)
    return f"SELECT * FROM (\n{told}\n) AS in_bands WHERE band_plan < {last[0]}" if bands.both_sides else told


def overlapping_sql(
    rows: str, name: str, across: str, who: str, sums: Sequence[str], bands: Bands, within: Sequence[str]
) -> str:
    """A query of ordered bands in which somebody may be in several: small ones together with neighbours.

    `rows` are those of each person, whom `who` names, with the band in `across`, and what is added up in `sums`. A row
    of the query has the bands that are joined, how many `students` they have, each counted once, and the column `name`:
    whether it may be told. That is so where a plan of `bands` leaves no group small; where there is none, as that of
    all bands together says nothing, no band is joined or may be told. A group that is none of the bands is told where
    they are, unless it is small itself. `within` are as in `whole_sql`, and never null.
    """
    *finer, last = enumerate(bands.plans)
    ranges = dict.fromkeys(group for _, plan in finer for group in plan)
    keys = ", ".join(within)

    def band_names(group: range) -> str:
        return ", ".join(literal(bands.names[at]) for at in group)

    held = "".join(
        f",\n           count(DISTINCT CASE WHEN {across} IN ({band_names(group)}) THEN {who} END) AS {_held(group)}"
        for group in ranges
    )
    stands = [" AND ".join(f"{_held(group)} NOT BETWEEN 1 AND {SMALLEST - 1}" for group in plan) for _, plan in finer]
    whens = "".join(f"\n         WHEN {condition} THEN {at}" for at, condition in enumerate(stands))
    places = " ".join(f"WHEN {literal(band)} THEN {at}" for at, band in enumerate(bands.names))
    added = "".join(f", sum({amount}) AS {amount}" for amount in sums)
    return f"""SELECT {keys}, band_name AS {across}, min(band_place) AS band_place,
       max(band_plan) < {last[0]} AND count(DISTINCT {who}) >= {SMALLEST} AS {name},
       count(DISTINCT {who}) AS students{added}
FROM (
  SELECT *, {_names(across, bands)} AS band_name
  FROM (
    SELECT each.*, planned.band_plan, CASE {across} {places} END AS band_place
    FROM (
{rows}
    ) AS each JOIN (
      SELECT {keys}, {_case(whens, str(last[0]))} AS band_plan
      FROM (
        SELECT {keys}{held}
        FROM (
{rows}
        ) AS of_all GROUP BY {keys}
      ) AS held
    ) AS planned ON {" AND ".join(f"each.{key} = planned.{key}" for key in within)}
  ) AS in_plan
) AS named GROUP BY {keys}, band_name"""


def _held(group: range) -> str:
    return f"held_{group.start}_{group.stop}"


def _stands(plan: Plan, bands: Bands) -> str:
    """A condition: whether each group of a plan may be told, as `bands.stands` has it."""
    sums = ["(" + " + ".join(f"band_{at}" for at in group) + ")" for group in plan]
    rests = [f"({of} = 0 OR band_whole - {of} >= {SMALLEST})" for of in sums] if bands.both_sides else []
    return " AND ".join([*(f"{of} NOT BETWEEN 1 AND {SMALLEST - 1}" for of in sums), *rests])


def _names(across: str, bands: Bands) -> str:
    """What a band is called in the plans that join it."""
    of_group: dict[range, list[int]] = {}
    for at, plan in enumerate(bands.plans[:-1]):
        for group in plan:
            if len(group) > 1:
                of_group.setdefault(group, []).append(at)
    whens = "".join(
        f"\n         WHEN band_plan IN ({', '.join(map(str, at))})"
        f" AND {across} IN ({', '.join(literal(bands.names[band]) for band in group)})"
        f" THEN {literal(bands.named(group))}"
        for group, at in of_group.items()
    )
    return _case(whens, across)


def _case(whens: str, otherwise: str) -> str:
    return f"CASE{whens}\n         ELSE {otherwise} END" if whens else otherwise


def ends_sql(share: str, whole: str) -> str:
    """An expression: a share, and of fewer than ENOUGH, who all do or none does, the bound that may be told of it."""
    return (
        f"CASE WHEN {whole} < {ENOUGH} AND {share} <= 0 THEN {AT_MOST}"
        f" WHEN {whole} < {ENOUGH} AND {share} >= 1 THEN {AT_LEAST} ELSE {share} END"
    )


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


def whole_sql(groups: str, name: str, counts: str, within: Sequence[str] = ()) -> str:
    """All rows of `groups`, and a column `name`: whether all of them may be told, as none is of few.

    For groups by two dimensions, of which both have totals that are told elsewhere: what is left of a table with holes
    could be completed from these. `within` are the columns by which there are several tables.
    """
    each = _each(within).strip()
    return f"""SELECT *, count(CASE WHEN {_few([counts])} THEN 1 END) OVER ({each}) = 0 AS {name} FROM (
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
