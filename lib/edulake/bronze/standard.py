"""Sources whose files a standard describes: the same code for every system that delivers them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.bronze.babblr import BABBLR
from edulake.bronze.edfi import EDFI
from edulake.bronze.oneroster import ONEROSTER
from edulake.bronze.oulad import OULAD
from edulake.errors import ConfigError
from edulake.expr.categories import CODED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import DataFrame

    from edulake.bronze.source import Candidates, Source
    from edulake.config.settings import SourceSettings
    from edulake.contract.feed import Notation
    from edulake.contract.table import Table

# What a standard delivers, one source for each subject, named as the standard.
STANDARDS: dict[str, tuple[Source, ...]] = {"oulad": OULAD, "oneroster": ONEROSTER, "edfi": EDFI, "babblr": BABBLR}
# What a block may say of all of its rows that files may leave out: the raw columns of theirs, by what they mean.
CONSTANTS = {"babblr": {"student_id": "raw_user_id"}}


def of_standard(block: str, settings: SourceSettings) -> tuple[Source, ...]:
    """The sources of a block with a standard: as it has them, but for whose they are, and how it is to be read.

    ConfigError for a pattern, a constant or codes of a column that none of them has, and for a code that means nothing
    there.
    """
    sources = STANDARDS[settings.standard]
    known = sorted({column.removeprefix("raw_") for source in sources for column in source.provides})
    unknown = next((column for column in settings.patterns if column not in known), None)
    if unknown:
        why = f"the standard {settings.standard} has no such column"
        what = f"sources.{block}.patterns.{unknown} is about nothing"
        raise ConfigError(what, why, f"choose from {', '.join(known)}")
    _must_mean_something(block, settings, sources)
    name, constants = settings.system or block, _constants(block, settings)
    named = [replace(source, name=name, notation=_notation(source, settings)) for source in sources]
    whole = [_in_snapshots(source) if settings.snapshot else source for source in named]
    return tuple(_with_constants(source, constants) if constants else source for source in whole)


def _in_snapshots(source: Source) -> Source:
    """The source whose deliveries hold every row there is; of what is not told apart by ids, only of what it names."""
    feeds = tuple(replace(feed, snapshot=True) if feed.identity else feed for feed in source.feeds)
    return replace(
        source, feeds=feeds, references=tuple(replace(reference, snapshot=True) for reference in source.references)
    )


def _constants(block: str, settings: SourceSettings) -> dict[str, str]:
    """What a block says of all of its rows, by raw column."""
    known = CONSTANTS.get(settings.standard, {})
    odd = next((column for column in settings.constants if column not in known), None)
    if odd:
        why = f"the standard {settings.standard} says it, or has no such column"
        what = f"sources.{block}.constants.{odd} cannot be set"
        raise ConfigError(what, why, f"choose from {', '.join(known)}")
    return {known[column]: value for column, value in settings.constants.items()}


def _with_constants(source: Source, constants: Mapping[str, str]) -> Source:
    """The source with these values where its files say none."""
    read = partial(filled, source.candidates, source.name, tuple(constants.items()))
    return replace(source, candidates=read, calls=(source.candidates,))


def filled(
    candidates: Candidates,
    name: str,
    constants: tuple[tuple[str, str], ...],
    facts: DataFrame,
    current: Mapping[Table, DataFrame],
) -> DataFrame:
    """The candidates of rows of the source `name`, which have these values in columns that are blank in them."""
    told = {table: _filled(rows, name, constants) for table, rows in current.items()}
    return candidates(_filled(facts, name, constants), told)


def _filled(rows: DataFrame, name: str, constants: tuple[tuple[str, str], ...]) -> DataFrame:
    ours = F.col("source_system") == name
    said = {column: value for column, value in constants if column in rows.columns}
    blank = {column: F.coalesce(F.trim(column) == "", F.lit(True)) & ours for column in said}
    return rows.withColumns(
        {column: F.when(blank[column], F.lit(value)).otherwise(F.col(column)) for column, value in said.items()}
    )


def _must_mean_something(block: str, settings: SourceSettings, sources: tuple[Source, ...]) -> None:
    known: dict[str, list[str]] = {}
    for source in sources:
        for column, meanings in _coded(source).items():
            known.setdefault(column, []).extend(meanings)
    for column, codes in settings.codes.items():
        where, standard = f"sources.{block}.codes.{column}", f"the standard {settings.standard}"
        if column not in known:
            why = f"{standard} has no such column with codes"
            raise ConfigError(f"{where} is about nothing", why, f"choose from {', '.join(sorted(known))}")
        odd = next((one for one in codes if one.means not in known[column]), None)
        if odd:
            why = f"no {column} of {standard} is called {odd.means}"
            how = f"choose from {', '.join(dict.fromkeys(known[column]))}"
            raise ConfigError(f"{where}.{odd.code} means nothing known", why, how)


def _coded(source: Source) -> dict[str, tuple[str, ...]]:
    """The columns that a source has and whose codes a block may explain, with what these may mean."""
    return {name: of for name, of in CODED.get(source.subject, {}).items() if f"raw_{name}" in source.provides}


def _notation(source: Source, settings: SourceSettings) -> Notation:
    """The patterns are those of the columns that the subject has, and the codes those that mean something in it."""
    fitting = [(column, text) for column, text in settings.patterns.items() if f"raw_{column}" in source.provides]
    coded = _coded(source)
    codes = {
        column: fit
        for column, every in settings.codes.items()
        if (fit := tuple(one for one in every if one.means in coded.get(column, ())))
    }
    only = settings.exceptions_only
    return replace(
        source.notation,
        exceptions_only=source.notation.exceptions_only if only is None else only,
        id_namespace=settings.id_namespace,
        time_zone=settings.time_zone,
        patterns=tuple(fitting),
        codes=tuple(codes.items()),
        money=settings.money or source.notation.money,
        corrections_up_to=settings.corrections_up_to,
    )
