"""Who was listed and who fared badly: the four groups of students that a model's rates are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from edulake.governance import released

if TYPE_CHECKING:
    from edulake.serving.questions.question import Row


class Confusion(NamedTuple):
    """Students listed and not, with a bad outcome and without."""

    listed_bad: int
    listed_good: int
    missed_bad: int
    left_good: int

    def tells_of_few(self) -> bool:
        """Whether any of the four is a small group: rates would tell how small."""
        return any(map(released.is_small, self))

    def less(self, other: Confusion) -> Confusion:
        return Confusion(*[mine - theirs for mine, theirs in zip(self, other, strict=True)])


def of_whole(row: Row) -> Confusion | None:
    """Of a test cohort, from what is listed within capacity; None where that was not measured."""
    if row["flagged"] is None or row["precision_at_capacity"] is None:
        return None
    return _made(row["n"], row["positives"], row["flagged"], round(row["precision_at_capacity"] * row["flagged"]))


def of_group(row: Row) -> Confusion | None:
    """Of a group of one, from its rates; None where it has none."""
    if row["is_too_small"] or row["fnr"] is None or row["flag_rate"] is None:
        return None
    listed_bad = row["positives"] - round(row["fnr"] * row["positives"])
    return _made(row["n"], row["positives"], round(row["flag_rate"] * row["n"]), listed_bad)


def _made(students: int, bad: int, listed: int, listed_bad: int) -> Confusion:
    listed_good, missed_bad = listed - listed_bad, bad - listed_bad
    return Confusion(listed_bad, listed_good, missed_bad, students - bad - listed_good)
