"""Other writers: whether Delta refused a commit because one was first, and how long to wait for them."""

from __future__ import annotations

import re

ATTEMPTS = 5

LONGEST_PAUSE = 60
CONFLICT = re.compile(
    r"\[DELTA_CONCURRENT_|io\.delta\.exceptions\.\w*Concurrent\w*Exception|DeltaConcurrentModification"
)


def is_conflict(error: Exception) -> bool:
    """Whether Delta refused a commit because another writer was first, by its error condition or its class."""
    return bool(CONFLICT.search(str(error)))
