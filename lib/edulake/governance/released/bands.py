"""Bands that have an order: a small one is shown together with its neighbours, under a name that says so.

A plan joins all bands of a dimension: groups of neighbours, each the range of their numbers. One plan holds for all
that is compared, a line or a whole table: what it tells is coarser, and nothing can be subtracted from it that the
finer figures do not hide as well.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from edulake.governance.released.hiding import SMALLEST, is_small

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

OR = " or "
Plan = tuple[range, ...]


class Bands(NamedTuple):
    """Names of bands, from the least pressing on; those of whom nothing is known come first.

    `borders` are the numbers of bands at which a block begins whose sum is told elsewhere, as of all chronically absent
    students. `both_sides` holds for sensitive kinds: a group is told where the others are SMALLEST as well.
    """

    names: tuple[str, ...]
    borders: tuple[int, ...] = ()
    both_sides: bool = False

    @property
    def plans(self) -> list[Plan]:
        return plans(len(self.names), self.borders)

    def named(self, group: range) -> str:
        """What a group is called: by all of its bands, also those that are empty, which is then not told."""
        return OR.join(self.names[at] for at in group)

    def joined(self, students: Sequence[int]) -> Plan:
        """The plan by which so many students of each band are shown.

        That of all bands together says that no join helps: `left_out` then says which bands are hidden.
        """
        whole = sum(students)
        return next(
            (
                plan
                for plan in self.plans
                if all(stands(sum(students[at] for at in of), whole, both_sides=self.both_sides) for of in plan)
            ),
            self.plans[-1],
        )

    def left_out(self, students: Sequence[int]) -> set[int]:
        """Numbers of the bands that are hidden where no join helps: as `sql.line_sql` has it, by which views are told.

        Small ones, and the next smallest, by name of two alike, where they are one alone or a small group together.
        """
        held = sorted((n, self.names[at], at) for at, n in enumerate(students) if n)
        few = [n for n, _, _ in held if is_small(n)]
        more = len(few) == 1 or is_small(sum(few))
        return set(range(len(students))) if self.both_sides else {at for _, _, at in held[: len(few) + more]}


def plans(bands: int, borders: Collection[int] = ()) -> list[Plan]:
    """All plans for so many bands, the finest first; of those with as many groups, last bands stay alone first.

    A group lies within one block, or is made of whole blocks: no sum of a block parts it.
    """
    ends = {0, bands, *borders}
    cuts = [cut for n in range(bands) for cut in combinations(range(1, bands), n)]
    cuts.sort(key=lambda cut: (-len(cut), [-at for at in reversed(cut)]))
    every = [tuple(map(range, (0, *cut), (*cut, bands))) for cut in cuts]
    return [plan for plan in every if all(_is_whole(of, ends) for of in plan)]


def plans_of(students: Sequence[int], *, overlapping: bool = False) -> list[Plan]:
    """Plans for so many students of each band in which no group is small, nor all bands are together.

    Of a single band that is no small group its own. `overlapping` is as in `groups.combined`.
    """
    of_all = max if overlapping else sum
    several = [plan for plan in plans(len(students)) if len(plan) > 1 or len(students) == 1]
    return [plan for plan in several if not any(is_small(of_all(students[at] for at in of)) for of in plan)]


def _is_whole(group: range, ends: Collection[int]) -> bool:
    crosses = any(group.start < end < group.stop for end in ends)
    return not crosses or {group.start, group.stop} <= set(ends)


def stands(students: int, whole: int, *, both_sides: bool = False) -> bool:
    """Whether a group of a whole may be told: nobody, or SMALLEST; on `both_sides` the others are SMALLEST as well."""
    return students == 0 or (students >= SMALLEST and (not both_sides or whole - students >= SMALLEST))
