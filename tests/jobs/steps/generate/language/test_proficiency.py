"""The level that the app believes in, as each export has it."""

from __future__ import annotations

from typing import Any

import pytest

from edulake.jobs.steps.generate.language.proficiency import MISSING, as_user_levels
from edulake.jobs.steps.generate.language.world import LEVELS

pytestmark = [pytest.mark.once, pytest.mark.more]


def test_the_last_attempt_that_was_finished_counts(app: Any) -> None:
    """By export; what the missing file would have told, the next one tells."""
    last: dict[tuple[int, int], dict[str, Any]] = {}
    for row in sorted(app["attempts"], key=lambda row: row["day"]):
        if row["fault"] != "UNFINISHED":
            last[row["study"], MISSING + 1 if row["export"] == MISSING else row["export"]] = row
    told = {(row["id"], row["export"]): row for row in as_user_levels(app.facts.attempts).collect()}
    assert told.keys() == last.keys()
    assert MISSING not in {export for _, export in told}
    for key, row in told.items():
        of = last[key]
        assert (row["cefr_level"], row["proficiency_score"]) == (LEVELS[of["recommended"] - 1], of["score"])
        assert row["user_id"] == of["learner"]
        assert row["assessed_at"] == row["updated_at"]
