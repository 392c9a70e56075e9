"""What a question tells of a small warehouse: its rows, by the group that each is of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from report_lake import Rows, written

from edulake.config.load import load
from edulake.serving import query
from edulake.serving.questions import asking
from edulake.serving.questions.question import Question, Row


def asked(folder: Path, question: Question, rows: Rows) -> dict[str, Row]:
    """By the name of the group; what names it is left out."""
    with query.opened(load(None, str(written(folder / "warehouse", rows)))) as lake:
        told = asking.told(lake, question)
    return {row[question.across]: {name: row[name] for name in row if name != question.across} for row in told}


def column(answers: dict[str, Row], name: str) -> dict[str, Any]:
    return {group: row[name] for group, row in answers.items()}
