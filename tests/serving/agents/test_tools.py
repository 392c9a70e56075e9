"""What each tool answers, and what it does not take."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from agents_cells import NOON, engine, release

from edulake.config.agents import Agents
from edulake.errors import ConfigError
from edulake.governance import catalog
from edulake.serving.agents.tools import TOOLS, Answered, Asked
from edulake.serving.questions import QUESTIONS

pytestmark = pytest.mark.once
BY_NAME = {tool.name: tool for tool in TOOLS}
MADE_OF = [
    {"table": "gold.houses", "version": 3, "written_at": "2025-01-06T06:00:00Z", "hours_old": 7.0},
    {"table": "ops.log", "version": 9, "written_at": "2025-01-06T10:30:00Z", "hours_old": 2.5},
]


def called(tool: str, **arguments: Any) -> Answered:
    asked = Asked(release(), engine(), Agents(), NOON + dt.timedelta(hours=1))
    answered = BY_NAME[tool].called(lambda: asked, arguments)
    json.dumps(answered.told, allow_nan=False)
    return answered


def test_tables_are_told_with_what_they_hold() -> None:
    every = called("list_tables")
    assert [one["table"] for one in every.told["tables"]] == [str(table) for table in catalog.TABLES]
    assert all(one["meaning"] for one in every.told["tables"])
    assert every.rows == len(catalog.TABLES)
    ops = called("list_tables", layer="ops")
    assert {one["table"].split(".")[0] for one in ops.told["tables"]} == {"ops"}


def test_a_table_is_told_with_its_columns() -> None:
    told = called("list_tables", table="quarantine").told
    assert told["table"] == "ops.quarantine"
    assert told["key"] == ["quarantine_id"]
    [payload] = [column for column in told["columns"] if column["name"] == "raw_payload"]
    assert payload["personal"] == "sensitive"
    assert payload["type"] == "STRING"
    with pytest.raises(ConfigError, match="no table is called"):
        called("list_tables", table="quarantined")


def test_questions_are_told_with_their_columns() -> None:
    houses, lessons, empty = called("list_questions").told["questions"]
    assert houses["asks"] == "Who lives where?"
    assert houses["columns"][2] == {"name": "mean", "means": "mean score", "kind": "score"}
    assert (houses["note"], houses["rows"]) == ("Each once.", 3)
    assert (empty["note"], empty["rows"]) == ("Not told: no run has written gold.empty.", 0)
    assert [one["question"] for one in called("list_questions", contains="LIVES").told["questions"]] == ["houses"]
    assert lessons["title"] == "Lessons by house"


def test_an_answer_says_of_what_it_is_made() -> None:
    answered = called("answer_question", question="lessons", order_by="lessons", descending=True, limit=1)
    assert answered.told["rows"] == [["Élm", 9]]
    assert answered.told["columns"] == ["house", "lessons"]
    assert answered.told["words"] == {"house": "house", "lessons": "lessons"}
    assert answered.told["made_of"] == MADE_OF
    assert (answered.rows, answered.questions, answered.is_cut) == (1, ("lessons",), True)
    assert answered.told["is_cut"] is True


def test_nothing_to_tell_says_why() -> None:
    told = called("answer_question", question="empty").told
    assert (told["rows"], told["note"], told["made_of"]) == ([], "Not told: no run has written gold.empty.", [])


def test_a_select_says_of_what_it_is_made() -> None:
    answered = called("select", sql="SELECT sum(students) AS n FROM houses")
    assert (answered.told["columns"], answered.told["rows"]) == (["n"], [[82]])
    assert answered.told["made_of"] == MADE_OF[:1]
    assert answered.questions == ("houses",)


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("list_tables", {"layer": "Zebulon"}),
        ("list_tables", {"rows": True}),
        ("list_questions", {"contains": 1}),
        ("answer_question", {}),
        ("answer_question", {"question": "Zebulon"}),
        ("answer_question", {"question": ["houses"]}),
        ("answer_question", {"question": "houses", "filters": "house = 'Zebulon'"}),
        ("answer_question", {"question": "houses", "sql": "Zebulon"}),
        ("answer_question", {"question": "houses", "descending": 1}),
        ("answer_question", {"question": "houses", "limit": 0}),
        ("answer_question", {"question": "houses", "limit": True}),
        ("answer_question", {"question": "houses", "limit": 1.5}),
        ("select", {}),
        ("select", {"sql": 1}),
        ("select", {"sql": "SELECT 1", "limit": -1}),
    ],
)
def test_what_it_does_not_take_is_refused_and_not_repeated(tool: str, arguments: dict[str, Any]) -> None:
    with pytest.raises(ConfigError) as caught:
        called(tool, **arguments)
    assert "Zebulon" not in "".join(caught.value.lines())


def test_schemas_are_closed() -> None:
    for tool in TOOLS:
        assert tool.schema["additionalProperties"] is False
        assert set(tool.needed) <= tool.takes.keys()


def test_questions_are_tables_of_names_that_sql_has() -> None:
    """Neither a question nor a column needs quotes, but for words that SQL takes as they are where a name stands."""
    names = {question.name for question in QUESTIONS} | {name for question in QUESTIONS for name in question.columns}
    assert all(name.isidentifier() and name == name.lower() for name in names)
