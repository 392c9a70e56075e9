"""What a cell of a notebook shows: a sentence, a picture and its figures, as HTML that every platform displays."""

from __future__ import annotations

import base64
import datetime as dt
import html
import io
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

DOTS_PER_INCH = 144
CELL = "padding:3px 14px 3px 0;border:0;border-bottom:1px solid rgba(128,128,128,.3);vertical-align:top;"
TEXT, NUMBER = CELL + "text-align:left", CELL + "text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap"


@dataclass(frozen=True)
class Exhibit:
    """`says` is what is to be seen, in one or two sentences; a picture and a table are there where there is more."""

    says: str
    figure: Figure | None = None
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[Any]] = field(default_factory=list)

    def __repr__(self) -> str:
        lines = [" | ".join(map(spelled, row)) for row in (self.columns, *self.rows)] if self.columns else []
        return "\n".join([self.says, *lines])

    def _repr_html_(self) -> str:
        parts = [f'<p style="max-width:46em">{html.escape(self.says)}</p>', self._picture(), self._table()]
        return "".join(parts)

    def _picture(self) -> str:
        if self.figure is None:
            return ""
        encoded = base64.b64encode(png(self.figure)).decode()
        says, width = html.escape(self.says), round(self.figure.get_figwidth() * 100)
        drawn = f'alt="{says}" width="{width}" src="data:image/png;base64,{encoded}"'
        return f'<img style="max-width:100%;background:#fff" {drawn}>'

    def _table(self) -> str:
        if not self.columns:
            return ""
        numeric = [any(_is_number(row[at]) for row in self.rows) for at in range(len(self.columns))]
        styles = [NUMBER if is_number else TEXT for is_number in numeric]
        head = "".join(
            f'<th style="{style}">{html.escape(name)}</th>' for name, style in zip(self.columns, styles, strict=True)
        )
        body = "".join(f"<tr>{_cells(row, styles)}</tr>" for row in self.rows)
        return f'<table style="border-collapse:collapse;margin:.6em 0"><thead><tr>{head}</tr></thead>{body}</table>'


@dataclass(frozen=True)
class Exhibits:
    """What a cell shows that asks several questions: an exhibit beneath the words of each."""

    parts: Sequence[tuple[str, Exhibit]]

    def __repr__(self) -> str:
        return "\n\n".join(f"{asks}\n{exhibit!r}" for asks, exhibit in self.parts)

    def _repr_html_(self) -> str:
        return "".join(f"<h3>{html.escape(asks)}</h3>{exhibit._repr_html_()}" for asks, exhibit in self.parts)


def png(figure: Figure) -> bytes:
    """The picture, at twice the size at which it is shown."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=DOTS_PER_INCH, facecolor="white")
    return buffer.getvalue()


def spelled(value: Any) -> str:
    """A value as people write it: thousands apart, at most three decimals, a dash for what is not known."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | Decimal):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.3f}"
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return ", ".join(map(str, value)) if isinstance(value, list) else "–" if value is None else str(value)


def _cells(row: Sequence[Any], styles: Sequence[str]) -> str:
    pairs = zip(row, styles, strict=True)
    return "".join(f'<td style="{style}">{html.escape(spelled(value))}</td>' for value, style in pairs)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)
