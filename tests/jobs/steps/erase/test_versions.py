"""What is recorded after an erasure: what had seen everything goes on from the versions of now, nothing else does."""

from __future__ import annotations

import pytest

from edulake.jobs.steps.erase.versions import moved

pytestmark = pytest.mark.once
BEFORE = {"bronze.b": 5, "silver.s": 3, "gold.g": 9}
BETWEEN = {"bronze.b": 6, "silver.s": 4, "gold.g": 10}
NOW = {"bronze.b": 12, "silver.s": 10, "gold.g": 16}


def last(made: int | None, seen: int | None) -> dict[str, object]:
    return {"version_after": made, "input_version": seen, "batch_to": 2, "fingerprint": "x.y", "ended_at": None}


@pytest.mark.parametrize(
    ("key", "entry", "moves"),
    [
        (("silver.s", "lms", "bronze.b"), last(3, 5), (10, 12)),
        (("gold.g", None, "silver.s"), last(10, 4), (16, 10)),
        (("silver.s", "lms", "bronze.b"), last(3, 4), None),  # batches came that it has not seen
        (("silver.s", "lms", "bronze.b"), last(2, 5), None),  # somebody else changed its table
        (("silver.s", "lms", "bronze.b"), last(None, 5), None),
        (("silver.other", "lms", "bronze.b"), last(1, 5), None),
        (("gold.g", None, None), last(9, None), (16, None)),
        (("silver.s", "lms", "bronze.b"), last(10, 12), None),  # recorded already
    ],
)
def test_what_moves(
    key: tuple[str, str | None, str | None], entry: dict[str, object], moves: tuple[int, int | None] | None
) -> None:
    found = moved({key: entry}, BEFORE, BETWEEN, now=NOW)
    assert [(one.version_after, one.input_version) for one in found] == ([moves] if moves else [])
    assert all((one.batch_to, one.fingerprint) == (2, "x.y") for one in found)
