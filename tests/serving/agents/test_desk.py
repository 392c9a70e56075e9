"""Each call is on record before it is answered: what was asked, and never a value."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from agents_cells import release

from edulake.config.agents import Agents
from edulake.errors import UnreadableError
from edulake.ops.agent_calls import Call
from edulake.serving.agents.cells import Release
from edulake.serving.agents.desk import Desk, Said

pytestmark = pytest.mark.once
CANARY = "Zebulon"


class Held:
    """Gives one release, or fails."""

    def __init__(self, made: Release | Exception | None = None) -> None:
        self.made = made or release()

    def newest(self, _: dt.datetime) -> Release:
        if isinstance(self.made, Exception):
            raise self.made
        return self.made


def asked(tool: str, arguments: dict[str, Any], made: Any = None, **limits: Any) -> tuple[Said, Call]:
    calls: list[Call] = []
    said = Desk(Held(made), Agents(**limits), calls.append).call(tool, arguments)  # type: ignore[arg-type]
    [call] = calls
    return said, call


def named(how: str) -> dict[str, Any]:
    return {"question": "houses", "filters": [{"column": "house", "is": how, "value": CANARY}]}


@pytest.mark.parametrize(
    ("tool", "arguments", "status", "questions", "rows"),
    [
        ("list_questions", {"contains": CANARY}, "ANSWERED", None, 0),
        ("list_tables", {"table": "quarantine"}, "ANSWERED", None, 1),
        ("answer_question", {"question": "houses"}, "ANSWERED", "houses", 3),
        ("answer_question", {"question": "houses", "limit": 1}, "CUT", "houses", 1),
        ("answer_question", named("="), "ANSWERED", "houses", 0),
        ("answer_question", named("resembles"), "REFUSED", None, 0),
        ("answer_question", {"question": CANARY}, "REFUSED", None, 0),
        ("select", {"sql": "SELECT * FROM houses, lessons"}, "ANSWERED", "houses,lessons", 6),
        ("select", {"sql": f"SELECT '{CANARY}'"}, "ANSWERED", None, 1),
        ("select", {"sql": f"SELECT {CANARY} FROM houses"}, "REFUSED", None, 0),
        (CANARY, {CANARY: CANARY}, "REFUSED", None, 0),
    ],
)
def test_a_call_is_recorded_without_its_values(
    tool: str, arguments: dict[str, Any], status: str, questions: str | None, rows: int
) -> None:
    said, call = asked(tool, arguments)
    assert (call.tool, call.status, call.question, call.rows_told) == (
        "other" if tool == CANARY else tool,
        status,
        questions,
        rows,
    )
    assert CANARY not in str(call)
    assert said.is_error == (status == "REFUSED")
    assert call.called_at.tzinfo is dt.UTC
    assert 0 <= call.seconds < 5


@pytest.mark.parametrize(
    ("tool", "arguments", "status"),
    [
        ("list_tables", {"layer": "ops"}, "ANSWERED"),
        ("list_questions", {"about": "houses"}, "REFUSED"),
        ("list_questions", {}, "FAILED"),
    ],
)
def test_cells_are_made_for_what_is_made_of_them(tool: str, arguments: dict[str, Any], status: str) -> None:
    assert asked(tool, arguments, UnreadableError("cells were asked for", "", ""))[1].status == status


def test_what_takes_too_long_is_recorded_so() -> None:
    many = ", ".join(f"houses h{n}" for n in range(20))
    said, call = asked("select", {"sql": f"SELECT count(*) FROM {many}"}, seconds=0.1)
    assert (said.is_error, call.status) == (True, "TIMED_OUT")


@pytest.mark.parametrize("error", [UnreadableError("a table cannot be read"), ValueError(f"no number: {CANARY}")])
def test_what_fails_is_recorded_so_and_tells_no_value(error: Exception) -> None:
    said, call = asked("list_questions", {}, error)
    assert (said.is_error, call.status) == (True, "FAILED")
    assert CANARY not in said.text


def test_what_cannot_be_recorded_is_not_answered() -> None:
    def refuse(_: Call) -> None:
        raise PermissionError(13, "Permission denied", CANARY)

    said = Desk(Held(), Agents(), refuse).call("answer_question", {"question": "houses"})  # type: ignore[arg-type]
    assert said.is_error
    assert "Ash" not in said.text
    assert CANARY not in said.text


def test_calls_of_one_process_have_one_identity() -> None:
    calls: list[Call] = []
    for desk in (Desk(Held(), Agents(), calls.append), Desk(Held(), Agents(), calls.append)):  # type: ignore[arg-type]
        desk.call("list_questions", {})
        desk.call("list_questions", {})
    one, again, other, _ = [call.session_id for call in calls]
    assert one == again != other


def test_another_release_is_asked_when_it_is_made() -> None:
    held = Held()
    desk = Desk(held, Agents(), lambda _: None)  # type: ignore[arg-type]
    question = {"question": "houses"}
    first = desk.call("answer_question", question).text
    made = release()
    made.cells["houses"].rows.pop()
    held.made = made
    assert len(json.loads(desk.call("answer_question", question).text)["rows"]) == len(json.loads(first)["rows"]) - 1
