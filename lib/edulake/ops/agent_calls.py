"""What agents asked, call by call: on a local disk a row waits for the next run with Spark, elsewhere it is written."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from edulake.ops import pending_runs
from edulake.ops.tables import AGENT_CALLS
from edulake.store import session
from edulake.store.small_frame import as_frame
from edulake.store.store import Store

if TYPE_CHECKING:
    import datetime as dt

    from edulake.config.settings import Settings


class Call(NamedTuple):
    """A row of ops.agent_calls; the names are its columns."""

    called_at: dt.datetime
    session_id: str
    tool: str
    question: str | None
    status: str
    rows_told: int
    seconds: float


class Recorder:
    """Puts calls on record, whatever the warehouse lies on; where a session is needed, the first call starts it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def __call__(self, call: Call) -> None:
        if self.settings.folder is not None:
            pending_runs.leave(self._store, [call], AGENT_CALLS)
        else:
            self._store.append(AGENT_CALLS, as_frame(self._store.spark, [call], AGENT_CALLS.struct()))

    @cached_property
    def _store(self) -> Store:
        is_local = self.settings.folder is not None
        return Store(session.NotStarted() if is_local else session.for_platform(self.settings), self.settings)
