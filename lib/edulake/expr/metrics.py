"""What experiments may be judged by, by name. Data only: settings are read where no Spark is."""

from __future__ import annotations

import re

# Means of learners: of their scores, and of how much they do.
SCORE = "score"
TOTALS = ("lessons", "minutes", "messages")
# Corrections of all messages that were checked, of which fewer are better.
ERRORS = "errors_per_message"
# retention_7: the share of learners who are active on the 7th day after exposure.
RETENTION = re.compile(r"\Aretention_([1-9][0-9]{0,2})\Z")
NAMED = (SCORE, *TOTALS, ERRORS)


def is_metric(name: str) -> bool:
    """Whether experiments may be judged by it."""
    return name in NAMED or retention_day(name) is not None


def retention_day(metric: str) -> int | None:
    """The day after exposure that it looks at; null for a metric of a whole window."""
    found = RETENTION.match(metric)
    return int(found[1]) if found else None
