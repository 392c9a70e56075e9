"""What the values of a column can mean: counted over all of them, with the ones that decide it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from edulake.expr.vocabulary import DATE_FORMATS, DAYS, MONTHS, YEARS, order_of
from edulake.landing.suggest import reader

# Of a column's texts so many are kept apart; beyond it they are many.
MOST_TEXTS = 5_000
MOST_IDS = 5_000_000
MONTHS_OF_A_YEAR = 12
_TIMED = [f"{day} {time}" for day in DATE_FORMATS if "dd" in day for time in ("H:mm", "h:mm a")]
# Those with fewer liberties first: a column is read by the first that reads all of it.
FORMATS = (*DATE_FORMATS, *_TIMED)
# Minutes and seconds say nothing of a format, and make each moment another text.
_MINUTES = re.compile(r":[0-5][0-9](?:\.[0-9]{1,9})?(?![0-9.])")
_LIKE_A_DAY = re.compile(r"\s*[0-9]")
_SHORT_YEAR = re.compile(r"\s*[0-9]{1,2}([-/.])[0-9]{1,2}\1[0-9]{2}(?![0-9])")
_DIGITS_AND_COMMA = re.compile(r"\s*[+-]?[0-9]{1,3},[0-9]{3}\s*")
_GROUPED = re.compile(r"\s*[+-]?[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+\s*|\s*[+-]?[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+\s*")
# A day that only one order reads is no slip where so large a share of all different days is such.
DECIDING_SHARE, FEW_DAYS = Decimal("0.1"), 20


def formats_of(text: str) -> frozenset[str]:
    """The formats in which a text is a day."""
    return _formats_of(_MINUTES.sub(":00", text)) if _LIKE_A_DAY.match(text) else frozenset()


@lru_cache(maxsize=100_000)
def _formats_of(text: str) -> frozenset[str]:
    return frozenset(name for name in FORMATS if reader.day(text, [name]))


@dataclass
class Column:
    """What was seen in a column of a kind ("date", "number", "id", or "text"), value by value.

    `texts` counts them, up to many different ones; of ids `repeated` are those that stood there before.
    """

    kind: str = "text"
    values: int = 0
    repeated: int = 0
    seen: set[str] = field(default_factory=set)
    texts: Counter[str] = field(default_factory=Counter)
    formats: Counter[str] = field(default_factory=Counter)
    only: Counter[str] = field(default_factory=Counter)
    deciding: dict[str, set[str]] = field(default_factory=lambda: {DAYS: set(), MONTHS: set()})
    ordered: set[str] = field(default_factory=set)
    undated: int = 0
    short_years: int = 0
    points: int = 0
    commas: int = 0
    grouped: int = 0
    thousands: int = 0
    percents: int = 0
    numbers: int = 0
    highest: Decimal | None = None
    zeros: int = 0
    damaged: int = 0

    def add(self, text: str, times: int = 1) -> None:
        """A cell that stands so many times; an empty one, or one with what no value is, says nothing."""
        if not text or reader.cleaned(text) is None:
            return
        self.values += times
        if text in self.texts or len(self.texts) < MOST_TEXTS:
            self.texts[text] += times
        if self.kind == "date":
            self._add_day(text, times)
        elif self.kind == "number":
            self._add_number(text, times)
        elif self.kind == "id":
            self._add_id(text, times)

    def _add_id(self, text: str, times: int) -> None:
        self.zeros += times * (text[:1] == "0" and text.isdecimal() and len(text) > 1)
        # What a spreadsheet made of a number has an exponent.
        self.damaged += times * ("E" in text.upper() and text[-1:].isdigit() and reader.identifier(text) is None)
        self.repeated += times - (text not in self.seen)
        if len(self.seen) < MOST_IDS:
            self.seen.add(text)

    def _add_day(self, text: str, times: int) -> None:
        found = formats_of(text)
        for name in found:
            self.formats[name] += times
        self.undated += times * (not found)
        self.short_years += times * (not found and bool(_SHORT_YEAR.match(text)))
        orders = {order_of(name) for name in found} - {YEARS}
        if not orders:
            return
        day = re.split("[T ]", text.strip())[0]
        if len(self.ordered) < MOST_TEXTS:
            self.ordered.add(day)
        # Dots stand between days first alone: only a day beyond the months is evidence.
        if len(orders) == 1 and ("." not in day or int(day.partition(".")[0]) > MONTHS_OF_A_YEAR):
            [order] = orders
            self.only[order] += times
            if len(self.deciding[order]) < MOST_TEXTS:
                self.deciding[order].add(day)

    def _add_number(self, text: str, times: int) -> None:
        bare = reader.without_percent(text)
        point, comma = reader.number(bare), reader.number(bare, decimal_comma=True)
        value = comma if point is None else point
        if value is None:
            self.grouped += times * bool(_GROUPED.fullmatch(text))
            return
        self.numbers += times
        self.percents += times * (bare != text)
        self.points += times * ("." in text)
        self.commas += times * ("," in text)
        self.thousands += times * bool(_DIGITS_AND_COMMA.fullmatch(text))
        self.highest = value if self.highest is None else max(value, self.highest)

    @property
    def is_constant(self) -> bool:
        return self.values > 1 and len(self.texts) == 1


class Dates(NamedTuple):
    """How the days of a column are written: formats that read all of them, and what decides their order.

    `asks` is why that is open, "" where it is not; `possible` are formats of each order that reads them.
    """

    formats: tuple[str, ...] = ()
    why: str = ""
    asks: str = ""
    possible: tuple[str, ...] = ()


def dates(column: Column) -> Dates:
    """How all days of a column are read, or why that is not known: an order is never guessed."""
    if not column.formats:
        short = f"{column.short_years} years have two digits: export them with four" if column.short_years else ""
        return Dates(asks=short or "no value reads as a day")
    if column.undated * 2 > column.values:
        return Dates(asks=f"{column.undated} of {column.values} values read as no day")
    left = f"; {column.undated} of {column.values} read as no day" if column.undated else ""
    years = _covering(column, YEARS)
    if not column.ordered:
        return Dates(years, f"{column.values} values with the year first{left}")
    asks = _undecided(column)
    if asks:
        return Dates(asks=asks, possible=tuple(name for one in (DAYS, MONTHS) for name in _covering(column, one)[:1]))
    order = DAYS if column.only[DAYS] else MONTHS
    shown = ", ".join(sorted(column.deciding[order])[:2])
    decide = f"{column.only[order]} values decide it, as {shown}"
    return Dates((*_covering(column, order), *years), f"{order}: {decide}{left}")


def _undecided(column: Column) -> str:
    """Why the order of days is open; "" where values decide it."""
    days, months, different = column.only[DAYS], column.only[MONTHS], len(column.ordered)
    if days and months:
        return f"{days} values are days only with the day first, {months} only with the month first"
    if not days and not months:
        return f"none of {different} days is beyond the 12th, so that both orders are possible"
    order = DAYS if days else MONTHS
    deciding = len(column.deciding[order])
    if different >= FEW_DAYS and deciding < DECIDING_SHARE * different:
        return f"{deciding} of {different} different days read only {order}: too few for no slip"
    return ""


def _covering(column: Column, order: str) -> tuple[str, ...]:
    """The fewest formats of an order that read what any of that order reads, those that read most first."""
    of_order = [name for name in FORMATS if order_of(name) == order and column.formats[name]]
    found: list[str] = []
    texts = {text for text in column.texts if any(name in of_order for name in formats_of(text))}
    while texts:
        counts = {name: sum(name in formats_of(text) for text in texts) for name in of_order}
        best = max(of_order, key=lambda name: (counts[name], column.formats[name]))
        read = {text for text in texts if best in formats_of(text)}
        if not read:
            break
        found.append(best)
        texts -= read
    return tuple(found)


class Numbers(NamedTuple):
    """The decimal mark of columns of numbers; `asks` is why it is open."""

    comma: bool = False
    why: str = ""
    asks: str = ""


def numbers(columns: list[Column]) -> Numbers:
    """By which mark all numbers are read, or why that is not known."""
    points, commas = sum(one.points for one in columns), sum(one.commas for one in columns)
    if any(one.grouped for one in columns):
        return Numbers(asks="some have points and commas, as 1.234,5: export them without groups of digits")
    if points and commas:
        return Numbers(asks=f"{points} have a point and {commas} a comma")
    if commas and commas == sum(one.thousands for one in columns):
        return Numbers(asks="each comma stands before three digits: decimals, or thousands")
    return Numbers(comma=bool(commas), why=f"{commas} numbers have a comma" if commas else "")
