"""What is told of a district by its last delivery, and the truth about it."""

from __future__ import annotations

from typing import Any

import pytest

from edulake.jobs.steps.generate.district.calendar import deliveries
from edulake.jobs.steps.generate.district.truths import of_offices


@pytest.fixture(scope="session")
def truth(told: Any) -> dict[str, Any]:
    return of_offices(told.plan)


@pytest.fixture(scope="session")
def delivered(told: Any) -> Any:
    """The rows of a table that are told by the last delivery."""
    last = deliveries()[-1].isoformat()
    return lambda name: [row for row in told[name] if row["told_on"] <= last]
