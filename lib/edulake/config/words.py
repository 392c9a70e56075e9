"""What was found in a configuration, in the words of who wrote it: TOML's, and none of Python."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, get_args, get_origin

from edulake.errors import of_system

# A bool is an int as well, and a moment a date.
KINDS = {
    bool: "true or false",
    str: "a text",
    int: "a whole number",
    float: "a number",
    Decimal: "a number",
    dt.datetime: "a moment",
    dt.date: "a date",
    dt.time: "a time of day",
    list: "a list",
    dict: "a table",
}


def kind_of(value: Any) -> str:
    """What a value of TOML is; who sets one in Python may give another."""
    return next((words for kind, words in KINDS.items() if isinstance(value, kind)), "what TOML has no word for")


def kind_for(hint: Any) -> str:
    """What a value for a setting of that type has to be."""
    of = [kind_for(kind) for kind in get_args(hint) if kind is not type(None)]
    if get_origin(hint) is list:
        return f"a list, each entry {of[0]}"
    if get_origin(hint) is dict:
        return "a table" if get_args(hint)[-1] is Any else f"a table, each value {of[-1]}"
    return KINDS.get(hint) or " or ".join(of) or "a table"


def why_unread(error: OSError | UnicodeDecodeError) -> str:
    """Why a file was not read as text."""
    if isinstance(error, UnicodeDecodeError):
        return f"it is not UTF-8: byte {error.start + 1} of what was read is no letter"
    return of_system(error)
