"""A Databricks dashboard over gold (.lvdash.json): a dataset and a widget for each question that it shows.

Each domain has a page of its own: where no source delivers what it asks for, the others stay as they are.

What is told of small groups is for the questions to say; nobody is named: the list itself is a table to query.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from edulake.serving.questions import (
    QUESTIONS,
    curriculum,
    language,
    learning,
    models,
    money,
    operations,
    people,
    voices,
    wellbeing,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edulake.serving.questions.question import Question

WIDTH = 6
COUNTER, BARS = 2, 3
SHOWN = [question for question in QUESTIONS if question.is_seen("dashboard")]
PAGES = {
    "People": people,
    "Learning": learning,
    "Curriculum": curriculum,
    "Language": language,
    "Wellbeing": wellbeing,
    "Voices": voices,
    "Operations": operations,
    "Money": money,
    "Early warning": models,
}


def text() -> str:
    """The dashboard as Databricks stores it."""
    pages = [_page(title, domain.QUESTIONS) for title, domain in PAGES.items()]
    return json.dumps({"datasets": [_dataset(question) for question in SHOWN], "pages": pages}, indent=2) + "\n"


def _page(title: str, questions: Sequence[Question]) -> dict[str, Any]:
    shown = [question for question in questions if question in SHOWN]
    name = title.lower().replace(" ", "_")
    return {"name": name, "displayName": title, "pageType": "PAGE_TYPE_CANVAS", "layout": _layout(shown)}


def _dataset(question: Question) -> dict[str, Any]:
    lines = [f"{line}\n" for line in question.drawn.split("\n")]
    return {"name": question.name, "displayName": question.title, "queryLines": lines}


def _layout(shown: Sequence[Question]) -> list[dict[str, Any]]:
    """Numbers in the first rows, bars below, from left to right."""
    numbers = [_counter(question) for question in shown if not question.across]
    bars = [_bars(question) for question in shown if question.across]
    rows_of_numbers = -(-len(numbers) * COUNTER // WIDTH)
    return [
        *[_placed(widget, at * COUNTER, 0, COUNTER, 3) for at, widget in enumerate(numbers)],
        *[_placed(widget, at * BARS, rows_of_numbers * 3, BARS, 6) for at, widget in enumerate(bars)],
    ]


def _placed(widget: dict[str, Any], along: int, top: int, width: int, height: int) -> dict[str, Any]:
    """A widget so far along the row that begins at `top`, or in one below it."""
    position = {"x": along % WIDTH, "y": top + along // WIDTH * height, "width": width, "height": height}
    return {"widget": widget, "position": position}


def _counter(question: Question) -> dict[str, Any]:
    encodings = {"value": {"fieldName": "value", "displayName": question.title}}
    return _widget(question, {"version": 2, "widgetType": "counter", "encodings": encodings})


def _bars(question: Question) -> dict[str, Any]:
    x, y = question.columns[question.across].words, question.columns[question.shows].words
    encodings = {
        "x": {"fieldName": "x", "scale": {"type": "categorical"}, "displayName": x},
        "y": {"fieldName": "y", "scale": {"type": "quantitative"}, "displayName": y},
    }
    return _widget(question, {"version": 3, "widgetType": "bar", "encodings": encodings})


def _widget(question: Question, spec: dict[str, Any]) -> dict[str, Any]:
    fields = [{"name": name, "expression": f"`{name}`"} for name in spec["encodings"]]
    query = {"datasetName": question.name, "fields": fields, "disaggregated": True}
    frame = {"showTitle": True, "title": question.title}
    return {
        "name": question.name,
        "queries": [{"name": "main_query", "query": query}],
        "spec": {**spec, "frame": frame},
    }
