"""Other writers: whether Delta refused a commit because one was first, and how long to wait for them."""

from __future__ import annotations

import random
import re
import time
from typing import TYPE_CHECKING

from edulake.errors import LockedError

if TYPE_CHECKING:
    from edulake.jobs.runner.context import Context
    from edulake.jobs.runner.job import Job
    from edulake.ops.runs import Run

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


def overcoming(job: Job, context: Context) -> list[Run]:
    """The job's runs, recorded; a conflict with another writer starts the whole body again, from a fresh read.

    LockedError where there is one each time.
    """
    for attempt in range(1, ATTEMPTS + 1):
        context.begins_anew()
        try:
            runs = job.body(context)
        except Exception as error:
            if not is_conflict(error):
                raise
            if attempt == ATTEMPTS:
                break
            context.say(f"conflict with another writer, attempt {attempt + 1} of {ATTEMPTS}")
            time.sleep(min(2.0**attempt, LONGEST_PAUSE) * random.random())  # noqa: S311 - jitter, no secret
        else:
            context.journal.close()
            context.watch_cost(runs)
            return runs
    raise LockedError("another writer kept changing a table", f"{ATTEMPTS} attempts", "run it again later")
