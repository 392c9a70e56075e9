"""Sources whose files a standard describes: the same code for every system that delivers them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from edulake.bronze.edfi import EDFI
from edulake.bronze.oneroster import ONEROSTER
from edulake.bronze.oulad import OULAD
from edulake.errors import ConfigError

if TYPE_CHECKING:
    from edulake.bronze.source import Source
    from edulake.config.settings import SourceSettings
    from edulake.contract.feed import Notation

# What a standard delivers, one source for each subject, named as the standard.
STANDARDS: dict[str, tuple[Source, ...]] = {"edfi": EDFI, "oneroster": ONEROSTER, "oulad": OULAD}


def of_standard(block: str, settings: SourceSettings) -> tuple[Source, ...]:
    """The sources of a block with a standard: as it has them, but for whose they are, and how ids and days are meant.

    ConfigError for a pattern of a column that none of them has.
    """
    sources = STANDARDS[settings.standard]
    known = sorted({column.removeprefix("raw_") for source in sources for column in source.provides})
    unknown = next((column for column in settings.patterns if column not in known), None)
    if unknown:
        why = f"the standard {settings.standard} has no such column"
        what = f"sources.{block}.patterns.{unknown} is about nothing"
        raise ConfigError(what, why, f"choose from {', '.join(known)}")
    name = settings.system or block
    return tuple(replace(source, name=name, notation=_notation(source, settings)) for source in sources)


def _notation(source: Source, settings: SourceSettings) -> Notation:
    """The patterns are those of the columns that the subject has."""
    fitting = [(column, text) for column, text in settings.patterns.items() if f"raw_{column}" in source.provides]
    return replace(
        source.notation,
        id_namespace=settings.id_namespace,
        time_zone=settings.time_zone,
        patterns=tuple(fitting),
    )
