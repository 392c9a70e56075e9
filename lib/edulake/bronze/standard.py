"""Sources whose files a standard describes: the same code for every system that delivers them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from edulake.bronze.edfi import EDFI
from edulake.bronze.oneroster import ONEROSTER
from edulake.bronze.oulad import OULAD
from edulake.errors import ConfigError
from edulake.expr.categories import CODED

if TYPE_CHECKING:
    from edulake.bronze.source import Source
    from edulake.config.settings import SourceSettings
    from edulake.contract.feed import Notation

# What a standard delivers, one source for each subject, named as the standard.
STANDARDS: dict[str, tuple[Source, ...]] = {"oulad": OULAD, "oneroster": ONEROSTER, "edfi": EDFI}


def of_standard(block: str, settings: SourceSettings) -> tuple[Source, ...]:
    """The sources of a block with a standard: as it has them, but for whose they are, and how it is to be read.

    ConfigError for a pattern or codes of a column that none of them has, and for a code that means nothing there.
    """
    sources = STANDARDS[settings.standard]
    known = sorted({column.removeprefix("raw_") for source in sources for column in source.provides})
    unknown = next((column for column in settings.patterns if column not in known), None)
    if unknown:
        why = f"the standard {settings.standard} has no such column"
        what = f"sources.{block}.patterns.{unknown} is about nothing"
        raise ConfigError(what, why, f"choose from {', '.join(known)}")
    _must_mean_something(block, settings, sources)
    name = settings.system or block
    return tuple(replace(source, name=name, notation=_notation(source, settings)) for source in sources)


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
