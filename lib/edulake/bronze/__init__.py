"""Bronze mirrors sources: every record as delivered. One file per source, one line each below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.bronze.oulad import OULAD
from edulake.bronze.source import Reference, Source
from edulake.bronze.student_assessments import STUDENT_ASSESSMENTS_RAW, configured

if TYPE_CHECKING:
    from collections.abc import Mapping

    from edulake.config import SourceSettings
    from edulake.contract import Table

__all__ = ["SOURCES", "TABLES", "Reference", "Source", "sources"]

SOURCES: tuple[Source, ...] = (OULAD,)


def sources(settings: Mapping[str, SourceSettings]) -> dict[str, Source]:
    """Every source by name: those with a file here, and those that configuration describes."""
    described = {name: configured(name, block) for name, block in settings.items()}
    return {**{source.name: source for source in SOURCES}, **described}


def _tables() -> tuple[Table, ...]:
    written = [feed.table for source in SOURCES for feed in source.feeds]
    return tuple(dict.fromkeys([STUDENT_ASSESSMENTS_RAW, *written]))


TABLES = _tables()
