"""Groups of at least SMALLEST students: small ones are shown together with others, or with their neighbours.

A dimension is grouped once for all questions that share it, so that no two groupings can be subtracted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.governance.released.hiding import OUTSIDE, SMALLEST, is_small

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def combined(students: Mapping[str, int], other: str, *, overlapping: bool = False) -> dict[str, str]:
    """The name under which each group is shown: its own, or `other` for those that are too small alone.

    The next smallest group joins them where they are too small together. A single small group stays alone. Where a
    student may be in several groups (`overlapping`), groups are no more students together than the largest of them.
    """
    all_of = max if overlapping else sum
    ordered = sorted(students, key=lambda name: (students[name], name))
    together = [name for name in ordered if is_small(students[name])]
    rest = ordered[len(together) + sum(students[name] == 0 for name in ordered) :]
    empty = [name for name in ordered if students[name] == 0]
    while rest and together and is_small(all_of(students[name] for name in together)):
        together.append(rest.pop(0))
    if len(together) > 1:
        return {name: other if name in together else name for name in (*empty, *together, *rest)}
    return {name: name for name in ordered}


def neighbours(students: Sequence[int], *, overlapping: bool = False) -> list[range]:
    """Ordered bands, each of at least SMALLEST students: a smaller one is joined with its smaller neighbour.

    Empty bands go with them. There is one band at least, however few it has. `overlapping` is as in `combined`.
    """
    all_of = max if overlapping else sum
    bands = [range(at, at + 1) for at in range(len(students))]

    def held(at: int) -> int:
        return all_of(students[number] for number in bands[at]) if 0 <= at < len(bands) else OUTSIDE

    while len(bands) > 1:
        small = next((at for at in range(len(bands)) if held(at) < SMALLEST), None)
        if small is None:
            break
        first = small if held(small + 1) < held(small - 1) or small == 0 else small - 1
        bands[first : first + 2] = [range(bands[first].start, bands[first + 1].stop)]
    return bands
