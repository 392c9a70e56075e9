"""Tables and counts for people at a terminal (extra `[cli]`)."""

from __future__ import annotations

import datetime as dt
import unicodedata
from typing import TYPE_CHECKING, Any

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence


console = Console()
# Between columns; the width of a column of rows that stand side by side; beyond it a value is cut there.
GAP, NARROWEST, LONGEST = 2, 22, 60


def show(
    title: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    note: str = "",
    *,
    sections: bool = False,
    grouped: bool = True,
) -> None:
    """Print one table; numbers are set to the right and never cut, thousands `grouped` by commas.

    With `sections`, a line parts rows of another first word. Where it does not fit the terminal, names of columns
    break between words, and what a row is called goes on below itself.
    """
    table = RichTable(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    texts = [[spelled(value, grouped=grouped) for value in row] for row in rows]
    fits = _fits(_widths(columns, texts))
    for position, name in enumerate(columns):
        numeric = all(_is_number(row[position]) for row in rows)
        words = [name] if fits else name.split(" ")
        table.add_column(
            "\n".join(words) if numeric else name,
            justify="right" if numeric else "left",
            no_wrap=numeric or (fits and not position),
            overflow="fold",
            min_width=max(map(cell_len, [*words, *(row[position] for row in texts)])) if numeric else None,
        )
    for number, row in enumerate(rows):
        if sections and number and _section(row) != _section(rows[number - 1]):
            table.add_section()
        table.add_row(*map(Text, texts[number]))
    if title:
        console.print(Text(printable(title), style="bold"))
    console.print(table)
    for line in note.splitlines():
        console.print(Text(printable(line), style="dim"))


def show_rows(
    title: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    note: str = "",
    *,
    one_screen: bool = False,
) -> None:
    """Print rows of a table as wide as it comes: those that do not fit the terminal stand side by side.

    Then, with `one_screen`, only as many of them are printed as stand beside each other.
    """
    texts = [[spelled(value, grouped=False) for value in row] for row in rows]
    if not rows or _fits(_widths(columns, texts)):
        show(title, columns, rows, note, grouped=False)
        return
    names = max(cell_len(name) for name in columns) + GAP
    beside = max(1, min(len(rows), (console.width - names) // (NARROWEST + GAP)))
    shown = texts[:beside] if one_screen else texts
    for start in range(0, len(shown), beside):
        chosen = shown[start : start + beside]
        numbers = [f"row {start + number}" for number in range(1, len(chosen) + 1)]
        turned = [(name, *[_cut(row[at]) for row in chosen]) for at, name in enumerate(columns)]
        last = start + beside >= len(shown)
        show("" if start else title, ("column", *numbers), turned, note if last else "")


def _widths(columns: Sequence[str], texts: Sequence[Sequence[str]]) -> list[int]:
    return [max([cell_len(name), *(cell_len(row[at]) for row in texts)]) for at, name in enumerate(columns)]


def _fits(widths: Sequence[int]) -> bool:
    return sum(widths) + GAP * len(widths) <= console.width


def spelled(value: Any, *, grouped: bool = True) -> str:
    """A value in words and digits; no character of it can command the terminal."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}" if grouped else str(value)
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, list):
        return printable(", ".join(map(str, value)))
    return printable(str(value))


def printable(text: str) -> str:
    """The text with � for each character that has no shape but an effect: escape sequences, changes of direction."""
    return "".join("�" if unicodedata.category(c) in ("Cc", "Cf", "Cs") else c for c in text)


def _cut(text: str) -> str:
    return f"{text[: LONGEST - 1]}…" if len(text) > LONGEST else text


def _section(row: Sequence[Any]) -> str:
    return str(row[0]).split(".", maxsplit=1)[0]


def _is_number(value: Any) -> bool:
    return value in (None, "") or (
        not isinstance(value, str | bool) and hasattr(value, "__add__") and hasattr(value, "__abs__")
    )
