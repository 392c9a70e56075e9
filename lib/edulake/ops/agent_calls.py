"""What agents asked, call by call: on a local disk a row waits for the next run with Spark, elsewhere it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from edulake.ops import pending_runs
from edulake.ops.tables import AGENT_CALLS
from edulake.store import session
from edulake.store.small_frame import as_frame
from edulake.store.store import Store

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

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


def recorder(settings: Settings) -> Callable[[Call], None]:
    """What puts a call on record, whatever the warehouse lies on."""
    if settings.folder is not None:
        local = Store(session.NotStarted(), settings)
        return lambda call: pending_runs.leave(local, [call], AGENT_CALLS)
    store = Store(session.for_platform(settings), settings)
    return lambda call: store.append(AGENT_CALLS, as_frame(store.spark, [call], AGENT_CALLS.struct()))
