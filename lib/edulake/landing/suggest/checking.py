"""What files say of a block that is there already: columns that they lack, days and numbers that it would not read."""

from __future__ import annotations

from codecs import lookup
from typing import TYPE_CHECKING

from edulake.expr.called import ALL, names, told
from edulake.expr.vocabulary import YEARS, order_of
from edulake.landing.called import Present, found
from edulake.landing.files.names import alike, matches
from edulake.landing.suggest import evidence, reader
from edulake.landing.suggest.kinds import Kind, look_through
from edulake.landing.suggest.names import Mapped, plain
from edulake.landing.suggest.table import without_header

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import PurePath

    from edulake.config.settings import SourceSettings
    from edulake.expr.called import Called
    from edulake.landing.suggest.table import Table


def is_of(path: PurePath, settings: SourceSettings) -> bool:
    """Whether a file is one of the block's by its name: in which folder it will lie is not known yet."""
    parts = tuple(part for part in settings.files.split("/") if part)
    return matches(alike([path.name]), alike(parts[-1:])) if parts else False


def contradictions(settings: SourceSettings, tables: Sequence[Table]) -> Iterator[str]:
    """What is wrong with a block by all values of its files, a sentence each."""
    if not settings.header:
        tables = [without_header(table, settings.delimiter) for table in tables]
    for table in tables:
        if table.unread:
            yield f"{table.path.name}: {table.unread}"
    read = [table for table in tables if not table.unread]
    for table in read:
        yield from _of_bytes(settings, table)
    kind = Kind(read, mapped=Mapped(settings.subject, _by_one_name(settings, read), 0))
    if read and not settings.spread:
        look_through(kind)
        for name, column in kind.seen.items():
            if column.kind == "date" and column.values and not read[0].types:
                yield from _of_days(name, column, settings)
        yield from _of_numbers(kind, settings)


def _by_one_name(settings: SourceSettings, tables: Sequence[Table]) -> dict[str, str]:
    """The columns by the first of their names that files have: not those that are made of several."""
    every = _present(settings, [name for table in tables for name in table.header])
    here = found(settings.columns, every).items()
    return {column: names([called])[0] for column, called in here if not _is_made(called)}


def _is_made(called: Called) -> bool:
    return not isinstance(called, str) and called.how == ALL


def _present(settings: SourceSettings, header: Sequence[str]) -> Present:
    return Present.of(dict.fromkeys(header), loosely=settings.loose_names, reaches=False)


def _of_bytes(settings: SourceSettings, table: Table) -> Iterator[str]:
    name = table.path.name
    if table.format != settings.format:
        yield f"{name} is {table.format}, format says {settings.format}"
    if table.above > 0:
        yield f"{name}: {table.above} lines stand above its header: deliver it without them"
    if table.format == settings.format == "csv":
        if table.form.delimiter != settings.delimiter and not table.form.says_delimiter:
            yield f'{name} is parted by "{table.form.delimiter}", delimiter says "{settings.delimiter}"'
        if lookup(table.encoding).name not in (lookup(settings.encoding).name, "utf-8"):
            yield f"{name} is {table.encoding}, encoding says {settings.encoding}"
    letters, present = {plain(one) for one in table.header}, _present(settings, table.header)
    for column, called in settings.columns.items():
        if present.lacks(called):
            near = " (in other letters it is there)" if letters & set(map(plain, names([called]))) else ""
            yield f"{name} has no column {told(called)}, which {column} is{near}"


def _of_days(name: str, column: evidence.Column, settings: SourceSettings) -> Iterator[str]:
    """Days that the block does not read, and days that it reads in the other order without a word."""
    read = sum(count for text, count in column.texts.items() if reader.day(text, settings.date_formats))
    told = sum(column.texts.values())
    if read < told:
        yield f"{name}: {told - read} of {told} values are no days by date_formats"
    found = evidence.dates(column)
    orders = {order_of(one) for one in settings.date_formats} - {YEARS}
    others = {order_of(one) for one in found.formats} - {YEARS}
    if others and orders and orders != others:
        yield f"{name} is {found.why}; date_formats say {', '.join(orders)}: what is read is read wrong"
    elif found.asks and column.ordered:
        yield f"{name}: {found.asks}; that date_formats are right is nowhere in the file"


def _of_numbers(kind: Kind, settings: SourceSettings) -> Iterator[str]:
    figures = [column for column in kind.seen.values() if column.kind == "number"]
    found = evidence.numbers(figures)
    if found.asks:
        yield f"numbers: {found.asks}"
    elif any(one.points + one.commas for one in figures) and found.comma != settings.decimal_comma:
        yield f"numbers have a decimal {'comma' if found.comma else 'point'}, decimal_comma says otherwise"
    scores = kind.seen.get("score")
    if scores and scores.percents and not settings.score_percent:
        yield f"{scores.percents} scores have a percent sign: score_percent = true reads them"
    highest = scores.highest if scores else None
    if highest is not None and "score_max" not in settings.columns and highest > settings.score_max:
        yield f"the highest score is {highest.normalize():f}, score_max says {settings.score_max}"
