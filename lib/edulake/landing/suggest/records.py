"""Records of JSON, each as text by the path to it: what `columns` of a block name, and what silver is given."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Records whose keys name the columns: later ones may lack some.
NAMING = 200


def form_of(text: str) -> tuple[str, str] | None:
    """The format and where in an object the list of records is; None for a text that is no JSON."""
    try:
        value = json.loads(text)
    except ValueError:
        return ("jsonl", "") if _begins_lines(text) else None
    if isinstance(value, list):
        return "json", ""
    lists = [key for key, inner in value.items() if _is_list(inner)] if isinstance(value, dict) else []
    return ("json", lists[0]) if len(lists) == 1 else ("jsonl", "") if isinstance(value, dict) else None


def _is_list(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _begins_lines(text: str) -> bool:
    line = next((line for line in text.splitlines() if line.strip()), "")
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


def records(path: Path, form: str, within: str) -> Iterator[dict[str, str]]:
    """The objects that are records; what is none is left out."""
    with path.open(encoding="utf-8-sig") as stream:
        values = [json.load(stream, parse_float=Decimal)] if form == "json" else _lines(stream)
        for value in values:
            found = value.get(within, []) if within and isinstance(value, dict) else value
            for record in found if isinstance(found, list) else [found]:
                if isinstance(record, dict):
                    yield dict(_flat(record))


def _lines(stream: Iterator[str]) -> Iterator[Any]:
    for line in stream:
        try:
            yield json.loads(line, parse_float=Decimal)
        except ValueError:
            continue


def _flat(value: dict[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for key, inner in value.items():
        if isinstance(inner, dict):
            yield from _flat(inner, f"{above}{key}.")
        elif not isinstance(inner, list):
            yield f"{above}{key}", _text(inner)


def _text(value: object) -> str:
    """A value as text: a number with the digits that it is written with."""
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value).lower()
    return str(value)
