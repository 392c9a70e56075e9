"""The tools that agents have: what each is for, what it takes, and what it answers. None of them reads a row."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from edulake.errors import ConfigError
from edulake.governance import catalog
from edulake.serving.agents.conditions import HOW, TOLD, chosen
from edulake.serving.query.statement import named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from edulake.config.agents import Agents
    from edulake.serving.agents.cells import Cells, Release
    from edulake.serving.agents.engine import Engine, Selected

LAYERS = ("bronze", "silver", "gold", "ops")
SMALL = "Groups of fewer than ten people are left out, and others with them so that they cannot be computed."
QUESTION = {"type": "string", "description": "the name of a question, as list_questions has it"}
LIMIT = {"type": "integer", "minimum": 1, "description": "at most so many rows"}


class Asked(NamedTuple):
    """What tools answer from: a release, the engine that holds it, the limits, and the time of the call, UTC."""

    release: Release
    engine: Engine
    limits: Agents
    now: dt.datetime


class Answered(NamedTuple):
    """An answer as JSON, of how many rows, of which questions' cells, and whether rows were left out of it."""

    told: dict[str, Any]
    rows: int = 0
    questions: tuple[str, ...] = ()
    is_cut: bool = False


@dataclass(frozen=True)
class Tool:
    """What an agent may call: `takes` are its arguments as JSON Schema, those `needed` among them.

    One that is not `of_cells` is answered without looking at the warehouse.
    """

    name: str
    meaning: str
    answer: Callable[..., Answered]
    takes: dict[str, dict[str, Any]]
    needed: tuple[str, ...] = ()
    of_cells: bool = True

    @property
    def schema(self) -> dict[str, Any]:
        return {
            "type": "object",
            "properties": self.takes,
            "required": list(self.needed),
            "additionalProperties": False,
        }

    def called(self, asked: Callable[[], Asked], arguments: dict[str, Any]) -> Answered:
        """The answer; ConfigError for arguments that it does not take. Only what needs cells has them made."""
        unknown = [name for name in arguments if name not in self.takes]
        if unknown:
            takes = ", ".join(self.takes)
            raise ConfigError(f"{self.name} takes no such argument", "", f"give {takes}")
        missing = [name for name in self.needed if name not in arguments]
        if missing:
            raise ConfigError(f"{self.name} needs {missing[0]}", "", f"give {', '.join(self.needed)}")
        for name, value in arguments.items():
            _must_fit(name, value, self.takes[name])
        return self.answer(asked(), **arguments) if self.of_cells else self.answer(**arguments)


def list_tables(layer: str = "", table: str = "") -> Answered:
    if table:
        found = named(table, catalog.TABLES)
        columns = [
            {"name": c.name, "type": c.type, "meaning": c.meaning, "required": not c.nullable, "personal": c.personal}
            for c in found.columns
        ]
        return Answered({"table": str(found), "meaning": found.meaning, "key": list(found.key), "columns": columns}, 1)
    tables = [one for one in catalog.TABLES if layer in ("", one.layer)]
    return Answered({"tables": [{"table": str(one), "meaning": one.meaning} for one in tables]}, len(tables))


def list_questions(asked: Asked, contains: str = "") -> Answered:
    wanted = contains.lower()
    found = [
        cells
        for cells in asked.release.cells.values()
        if any(wanted in text.lower() for text in (cells.question.name, cells.question.title, cells.question.asks))
    ]
    return Answered({"questions": [_described(cells) for cells in found], "note": SMALL}, len(found))


def answer_question(
    asked: Asked,
    question: str,
    filters: tuple[dict[str, Any], ...] = (),
    order_by: str = "",
    descending: bool = False,
    limit: int | None = None,
) -> Answered:
    cells = _known(asked, question)
    sql, values = chosen(cells.question, filters, order_by, descending=descending)
    selected = asked.engine.select(sql, values, limit)
    about = {"question": question, "asks": cells.question.asks, "words": _words(cells), "note": _note(cells)}
    return _answered(asked, selected, [question], about)


def select(asked: Asked, sql: str, limit: int | None = None) -> Answered:
    selected = asked.engine.select(sql, (), limit)
    return _answered(asked, selected, selected.read, {})


TOOLS = (
    Tool(
        "list_tables",
        "The tables of the warehouse with what they hold; with `table`, its columns. Their rows cannot be read here.",
        list_tables,
        {
            "layer": {"type": "string", "enum": list(LAYERS), "description": "only tables of this layer"},
            "table": {"type": "string", "description": "layer.table, or table alone: its columns"},
        },
        of_cells=False,
    ),
    Tool(
        "list_questions",
        "The questions that can be answered: each is also a table of released cells for `select`, under its name.",
        list_questions,
        {"contains": {"type": "string", "description": "only questions whose words contain this"}},
    ),
    Tool(
        "answer_question",
        "The answer to a question: its released cells, or those that filters choose. Nothing is counted anew for them.",
        answer_question,
        {
            "question": QUESTION,
            "filters": {
                "type": "array",
                "description": "all of them hold",
                "items": {
                    "type": "object",
                    "properties": {
                        "column": {"type": "string"},
                        "is": {"type": "string", "enum": list(HOW)},
                        "value": {"type": ["string", "number"], "description": f"none for {', '.join(TOLD)}"},
                    },
                    "required": ["column", "is"],
                    "additionalProperties": False,
                },
            },
            "order_by": {"type": "string", "description": "a column; by default the question's own order"},
            "descending": {"type": "boolean"},
            "limit": LIMIT,
        },
        ("question",),
    ),
    Tool(
        "select",
        "The answer to one SELECT of SQLite on released cells: tables are called as questions. Whole numbers divide to"
        " whole numbers; a figure that is not told is NULL.",
        select,
        {"sql": {"type": "string", "description": "SELECT … or WITH … SELECT …"}, "limit": LIMIT},
        ("sql",),
    ),
)
KINDS: dict[str, type | tuple[type, ...]] = {"string": str, "integer": int, "boolean": bool, "array": list}


def _must_fit(name: str, value: Any, schema: dict[str, Any]) -> None:
    """ConfigError for a value of another kind; it is not repeated, as it may be anything."""
    kind = schema["type"]
    fits = isinstance(value, KINDS[kind]) and (kind == "boolean" or not isinstance(value, bool))
    if not fits or value not in schema.get("enum", [value]):
        of = f" of {', '.join(schema['enum'])}" if "enum" in schema else ""
        raise ConfigError(f"{name} cannot be that", "", f"give {'an' if kind[0] in 'aeiou' else 'a'} {kind}{of}")
    if kind == "integer" and value < schema["minimum"]:
        raise ConfigError(f"{name} cannot be that", "", f"give {schema['minimum']} or more")


def _known(asked: Asked, name: str) -> Cells:
    if name not in asked.release.cells:
        raise ConfigError("no question has that name", "", "list_questions names them")
    return asked.release.cells[name]


def _described(cells: Cells) -> dict[str, Any]:
    question = cells.question
    columns = [{"name": name, "means": of.words, "kind": of.kind} for name, of in question.columns.items()]
    told = {"question": question.name, "asks": question.asks, "title": question.title, "columns": columns}
    return {**told, "note": _note(cells), "rows": len(cells.rows)}


def _words(cells: Cells) -> dict[str, str]:
    return {name: column.words for name, column in cells.question.columns.items()}


def _note(cells: Cells) -> str:
    """What the question says of itself, and why nothing is told where that is so."""
    return " ".join(part for part in (cells.question.note, f"Not told: {cells.why}." if cells.why else "") if part)


def _answered(asked: Asked, selected: Selected, names: Iterable[str], about: dict[str, Any]) -> Answered:
    """Rows, how far they are all there are, and of which versions of which tables they are made, how old."""
    origins = [
        {
            "table": origin.table,
            "version": origin.version,
            "written_at": origin.written_at.isoformat().replace("+00:00", "Z"),
            "hours_old": round((asked.now - origin.written_at) / dt.timedelta(hours=1), 1),
        }
        for origin in asked.release.origins(names)
    ]
    told = {
        **about,
        "columns": selected.columns,
        "rows": [list(row) for row in selected.rows],
        "is_cut": selected.is_cut,
        "made_of": origins,
        "small_groups": SMALL,
    }
    return Answered(told, len(selected.rows), tuple(names), selected.is_cut)
