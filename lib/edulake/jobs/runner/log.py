"""What a process says of its work on stderr: words for people, or lines of JSON for programs.

Free words may name a file, and a file may be named after a student: as JSON only what the ledger of runs holds is said,
and errors and alerts, whose texts never hold a value.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from edulake.jobs.runner.context import tell
from edulake.ops.runs import COUNTS

if TYPE_CHECKING:
    from edulake.errors import EdulakeError
    from edulake.ops.alerts.alert import Alert
    from edulake.ops.runs import Entry, Run

INFO, WARNING, ERROR = "INFO", "WARNING", "ERROR"
LEVELS = {"SUCCESS": INFO, "PARTIAL": WARNING, "FAILED": ERROR}
# Every line has them, in this order; null where there is nothing to say.
FIELDS = (
    "timestamp", "level", "pipeline", "pipeline_run_id", "activity", "run_id", "event", "table", "source",
    "error_code", "message", "counts",
)  # fmt: skip


@dataclass
class Log:
    """The lines of one process: `pipeline` is the job that was called, an activity each job that it consists of."""

    pipeline: str
    pipeline_run_id: str
    as_json: bool = False

    def say(self, text: str) -> None:
        """Free words, for people alone."""
        if not self.as_json:
            tell(text)

    def complain(self, text: str) -> None:
        """Words without a value: what could not be done beside the work."""
        self._line(WARNING, "warning", text) if self.as_json else tell(text)

    def failed(self, error: EdulakeError, *, event: str = "failed", level: str = ERROR) -> None:
        """What ended a run, or a part of it."""
        if not self.as_json:
            tell("\n".join(error.lines()))
            return
        message = ": ".join(text for text in (error.what, error.why) if text)
        self._line(level, event, message, error_code=error.code)

    def entered(self, run: Run) -> None:
        """What a run did, table by table."""
        if not self.as_json:
            return
        common = {"activity": run.job, "run_id": run.run_id, "error_code": run.error_code}
        level = LEVELS[run.status]
        for entry in run.entries:
            counts = _counts(entry)
            if counts:
                of = {"table": entry.table_name, "source": entry.source_system, "counts": counts}
                self._line(level, "table", f"{run.job} looked after {entry.table_name}", **common, **of)
        self._line(level, "done", f"{run.job} is done", **common, counts=run.totals())

    def alerted(self, alert: Alert) -> None:
        """What somebody is told, or would be if anybody were named."""
        if self.as_json:
            message = ": ".join(text for text in (alert.what, alert.why) if text)
            self._line(WARNING, "alert", message, error_code=alert.kind.upper())

    def event(self, event: str, message: str, **counts: int) -> None:
        """A step of the process itself."""
        if self.as_json:
            self._line(INFO, event, message, counts=counts or None)

    def _line(self, level: str, event: str, message: str, **of: Any) -> None:
        moment = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        known = {"timestamp": moment, "level": level, "event": event, "message": message, **of}
        known |= {"pipeline": self.pipeline, "pipeline_run_id": self.pipeline_run_id}
        tell(json.dumps({name: known.get(name) for name in FIELDS}))


def _counts(entry: Entry) -> dict[str, int]:
    """What an entry counted: nothing of what it left alone."""
    return {name: count for name in COUNTS if (count := getattr(entry, name))}
