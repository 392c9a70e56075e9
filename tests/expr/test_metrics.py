"""What experiments may be judged by."""

from __future__ import annotations

import pytest

from edulake.expr.metrics import is_metric, retention_day

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("name", "is_one", "day"),
    [
        ("score", True, None),
        ("minutes", True, None),
        ("errors_per_message", True, None),
        ("retention_7", True, 7),
        ("retention_365", True, 365),
        ("retention_0", False, None),
        ("retention_07", False, None),
        ("retention_1000", False, None),
        ("retention_7\n", False, None),
        ("retention_", False, None),
        ("Score", False, None),
        ("", False, None),
    ],
)
def test_names(name: str, is_one: bool, day: int | None) -> None:
    assert (is_metric(name), retention_day(name)) == (is_one, day)
