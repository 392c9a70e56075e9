"""Bronze mirrors sources: every record as delivered. One file per source, one line each below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.bronze.configured import FORMS, configured
from edulake.bronze.oneroster import ONEROSTER
from edulake.bronze.oulad import OULAD
from edulake.bronze.source import Reference, Source
from edulake.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from edulake.config import SourceSettings
    from edulake.contract import Table

__all__ = ["SOURCES", "TABLES", "Reference", "Source", "sources"]

SOURCES: tuple[Source, ...] = (*OULAD, *ONEROSTER)


def sources(settings: Mapping[str, SourceSettings]) -> tuple[Source, ...]:
    """Every source: those with a file here, and those that configuration describes; one per name and subject."""
    every = (*SOURCES, *[configured(block, values) for block, values in settings.items()])
    identities = [(source.name, source.subject) for source in every]
    twice = next((identity for identity in identities if identities.count(identity) > 1), None)
    if twice:
        raise ConfigError(f"{twice[1]} of source {twice[0]} are described twice", "", "give one of them another system")
    return every


def _tables() -> tuple[Table, ...]:
    written = [feed.table for source in SOURCES for feed in source.feeds]
    return tuple(dict.fromkeys([*[form.table for form in FORMS.values()], *written]))


TABLES = _tables()
