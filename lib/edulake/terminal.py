"""Tables and counts for people at a terminal (extra `[cli]`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Console
from rich.table import Table as RichTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import DataFrame

console = Console()


def show(title: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], note: str = "") -> None:
    """Print one table; numbers are set to the right."""
    table = RichTable(
        title=title,
        caption=note or None,
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        title_justify="left",
        title_style="bold",
    )
    for position, name in enumerate(columns):
        numeric = all(_is_number(row[position]) for row in rows)
        table.add_column(name, justify="right" if numeric else "left", no_wrap=numeric or not position)
    for row in rows:
        table.add_row(*[_spelled(value) for value in row])
    console.print(table)


def show_frame(title: str, frame: DataFrame, note: str = "") -> None:
    """Print a small DataFrame."""
    show(title, frame.columns, [tuple(row) for row in frame.collect()], note)


def _is_number(value: Any) -> bool:
    return value is None or (
        not isinstance(value, str | bool) and hasattr(value, "__add__") and hasattr(value, "__abs__")
    )


def _spelled(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)
