"""JSON texts: how many records they hold, and where in an object the list of records is."""

from __future__ import annotations

import codecs
import json
import re
from typing import TYPE_CHECKING, NamedTuple

from edulake.landing.files.opening import opened
from edulake.landing.files.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from edulake.config.limits import Limits

# Spark's JSON reader gives up beyond 1,000 levels and 1,000 digits, and then on the whole array without a word.
DEEPEST, SPARK_DEEPEST = 32, 1000
ENDLESS_NUMBER = re.compile(r"[0-9]{1000}")
# Names of keys that may be shown: what has digits may be somebody's number.
SHOWN = re.compile(r"\A[A-Za-z_@.$-]{1,64}\Z")


class Whole(NamedTuple):
    """One value over the whole file: how many records it holds, the keys of an object, its lists of objects."""

    records: int
    keys: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()


def whole(path: Path, limits: Limits, records: str) -> Whole | None:
    """The array or object that a file is; None for one that begins like an object and is none, or a deep one.

    All of it or nothing, so it must parse here first: Refusal where it does not, or is a list although `records` says
    where within an object that is.
    """
    with opened(path) as stream:
        content = stream.read(limits.json_array_bytes + 1)
    is_object = content.removeprefix(codecs.BOM_UTF8).lstrip()[:1] == b"{"
    try:
        value = _parsed(content, limits)
    except Refusal:
        if is_object:
            return None
        raise
    if isinstance(value, dict):
        return Whole(_listed(value, records), tuple(value), tuple(_lists(value)))
    if records:
        raise Refusal("FILE_RECORDS_INSIDE", "it is a list, and no object around one: leave out records for such files")
    return Whole(len(value))


def _parsed(content: bytes, limits: Limits) -> list[object] | dict[str, object]:
    """The value that a content is; Refusal where it is too large, no text, no JSON, or beyond what Spark reads."""
    if len(content) > limits.json_array_bytes:
        raise Refusal("FILE_LIMIT", f"a JSON array beyond {limits.json_array_bytes} bytes: export as JSON lines")
    try:
        text = content.decode("utf-8-sig")
        value = json.loads(text)
    except UnicodeDecodeError:
        raise Refusal("FILE_ENCODING", "not UTF-8: export as UTF-8") from None
    except ValueError:
        raise Refusal("FILE_CORRUPT", "the JSON array does not parse, perhaps half-written: deliver it again") from None
    except RecursionError:
        text, value = "", None
    if value is None or _is_deep(value) or ENDLESS_NUMBER.search(text):
        raise Refusal("FILE_LIMIT", f"more than {DEEPEST} levels, or a number of 1,000 digits: correct the export")
    return value


def objects_in(line: bytes) -> Whole:
    """What a line by itself is: one record, of an object also its keys and its lists of objects."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return Whole(1)
    return Whole(1, tuple(value), tuple(_lists(value))) if isinstance(value, dict) else Whole(1)


def is_json(line: str) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def elements(line: bytes) -> int:
    """Records of a JSON line that is an array: its elements; one if Spark does not parse it, or it is empty."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return 1
    unread = _is_deep(value, SPARK_DEEPEST) or ENDLESS_NUMBER.search(line.decode("utf-8", "replace"))
    return 1 if unread else max(len(value), 1)


def records_in(line: bytes, path: str) -> int:
    """Records of a line whose list of records is at `path`: none where there is no list, one of what cannot be read."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return 1
    return _listed(value, path) if isinstance(value, dict) else 1


def _listed(value: dict[str, object], path: str) -> int:
    """How many records the list at `path` has; an object without one has none, as a page of no results has none."""
    if not path:
        return 1
    found: object = value
    for key in path.split("."):
        found = found.get(key) if isinstance(found, dict) else None
    return len(found) if isinstance(found, list) else 0 if found is None else 1


def _lists(value: dict[str, object], above: str = "", levels: int = 2) -> Iterator[str]:
    """Where within an object lists of objects are, by names that may be shown."""
    for key, inner in value.items():
        if not SHOWN.match(key):
            continue
        if isinstance(inner, list) and inner and isinstance(inner[0], dict):
            yield above + key
        elif isinstance(inner, dict) and levels:
            yield from _lists(inner, f"{above}{key}.", levels - 1)


def _is_deep(value: object, deepest: int = DEEPEST) -> bool:
    """Whether arrays and objects stand in each other in more than so many levels."""
    level = [value]
    for _ in range(deepest):
        held = (item.values() if isinstance(item, dict) else item for item in level if isinstance(item, list | dict))
        level = [inner for items in held for inner in items]
    return any(isinstance(item, list | dict) for item in level)
