"""Other writers: whether Delta refused a commit because one was first, and how long to wait for them."""

from __future__ import annotations

import re

ATTEMPTS = 5

LONGEST_PAUSE = 60
# Rows, columns or features of a table that another writer changed (io.delta.exceptions, Delta's error conditions).
CONFLICT = re.compile(
    r"\[DELTA_(CONCURRENT_|METADATA_CHANGED|PROTOCOL_CHANGED)"
    r"|io\.delta\.exceptions\.(\w*Concurrent\w*|MetadataChanged|ProtocolChanged)Exception"
    r"|DeltaConcurrentModification"
)


def is_conflict(error: Exception) -> bool:
    """Whether Delta refused a commit because another writer was first, by its error condition or its class."""
    return bool(CONFLICT.search(str(error)))
