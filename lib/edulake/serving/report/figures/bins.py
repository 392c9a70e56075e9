"""Bins of a calibration curve, joined until each holds both outcomes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.governance import released

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edulake.serving.questions.question import Row


def joined_bins(rows: Sequence[Row]) -> list[Row]:
    """The bins of one model, joined until each has ten students of either outcome; none where not two are left."""
    joined: list[list[Row]] = []
    for row in rows:
        if not joined or not _has_both(joined[-1]):
            joined[-1:] = [[*(joined[-1] if joined else []), row]]
        else:
            joined.append([row])
    if len(joined) > 1 and not _has_both(joined[-1]):
        joined[-2:] = [[*joined[-2], *joined[-1]]]
    return [_as_one(of) for of in joined] if len(joined) > 1 else []


def _has_both(rows: Sequence[Row]) -> bool:
    bad = sum(round(row["observed"] * row["n"]) for row in rows)
    return min(bad, sum(row["n"] for row in rows) - bad) >= released.SMALLEST


def _as_one(rows: Sequence[Row]) -> Row:
    students = sum(row["n"] for row in rows)
    first, last = rows[0]["bin"], rows[-1]["bin"]
    means = {of: sum(row[of] * row["n"] for row in rows) / students for of in ("predicted", "observed")}
    told = {of: round(value, 2) for of, value in means.items()}
    return {"bin": f"{first}" if first == last else f"{first} to {last}", "n": students, **told}
