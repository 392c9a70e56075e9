"""Where calls come in: each is answered from the newest release, within limits, and is on record before its answer."""

from __future__ import annotations

import datetime as dt
import json
import time
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import uuid4

from edulake.errors import ConfigError, EdulakeError, known
from edulake.ops.agent_calls import Call
from edulake.serving.agents.engine import Engine, TimedOutError
from edulake.serving.agents.tools import TOOLS, Answered, Asked

if TYPE_CHECKING:
    from collections.abc import Callable

    from edulake.config.agents import Agents
    from edulake.serving.agents.cells import Release, Releases
    from edulake.serving.agents.tools import Tool

BY_NAME = {tool.name: tool for tool in TOOLS}
OTHER = "other"


class Said(NamedTuple):
    """What a call is told: JSON, or an error in lines."""

    text: str
    is_error: bool = False


class Desk:
    """One server's calls, one after the other."""

    def __init__(self, releases: Releases, limits: Agents, record: Callable[[Call], None]) -> None:
        self.releases, self.limits, self.record = releases, limits, record
        self.session_id = uuid4().hex
        self._one_by_one = Lock()
        self._engine: tuple[Release, Engine] | None = None

    def call(self, name: str, arguments: dict[str, Any]) -> Said:
        """The answer of a tool. Whatever goes wrong is an error in words, which hold no value of the warehouse."""
        with self._one_by_one:
            called_at, began = dt.datetime.now(dt.UTC), time.monotonic()
            answered, said, status = self._answered(name, arguments, called_at)
            tool = name if name in BY_NAME else OTHER
            questions = ",".join(answered.questions) or None
            seconds = round(time.monotonic() - began, 3)
            try:
                self.record(Call(called_at, self.session_id, tool, questions, status, answered.rows, seconds))
            except Exception as error:  # noqa: BLE001 - what is not on record is not told
                said = _error(known(error, "the call cannot be recorded, and is not answered"))
        return said

    def _answered(self, name: str, arguments: dict[str, Any], now: dt.datetime) -> tuple[Answered, Said, str]:
        """What the tool answers, what is said of it, and the status that goes on record."""
        try:
            answered = _tool(name).called(partial(self._asked, now), arguments)
            text = json.dumps(answered.told, ensure_ascii=False, allow_nan=False)
        except TimedOutError as error:
            return Answered({}), _error(error), "TIMED_OUT"
        except ConfigError as error:
            return Answered({}), _error(error), "REFUSED"
        except Exception as error:  # noqa: BLE001 - a server goes on
            return Answered({}), _error(known(error, "the call failed")), "FAILED"
        return answered, Said(text), "CUT" if answered.is_cut else "ANSWERED"

    def _asked(self, now: dt.datetime) -> Asked:
        release = self.releases.newest(now)
        if self._engine is None or self._engine[0] is not release:
            self._engine = release, Engine(release, self.limits)
        return Asked(release, self._engine[1], self.limits, now)


def _tool(name: str) -> Tool:
    if name not in BY_NAME:
        raise ConfigError("there is no tool of that name", "", f"call {', '.join(BY_NAME)}")
    return BY_NAME[name]


def _error(error: EdulakeError) -> Said:
    return Said("\n".join(error.lines()), is_error=True)
