"""What Ed-Fi delivers of a subject, as a source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.bronze.source import Source
from edulake.contract.feed import Notation

if TYPE_CHECKING:
    from edulake.bronze.edfi.resources import Resource
    from edulake.bronze.source import Candidates

NAME = "edfi"
AS_IT_IS = Notation()


def source(
    subject: str,
    candidates: Candidates,
    facts: Resource,
    provides: str,
    references: tuple[Resource, ...] = (),
    absences: Candidates | None = None,
    *,
    spreads: bool = False,
    is_dated: bool = True,
    notation: Notation = AS_IT_IS,
) -> Source:
    """One subject of Ed-Fi; what `spreads` refers to its own facts: what is said last of an object counts.

    A subject that is not `is_dated` keeps no time of a change.
    """
    own = facts.references if spreads else facts.references[1:]
    return Source(
        name=NAME,
        subject=subject,
        feeds=tuple(feed for resource in (facts, *references) for feed in resource.feeds),
        facts=facts.feed.table,
        candidates=candidates,
        provides=frozenset(f"raw_{name}" for name in (*provides.split(), *(("updated_at",) if is_dated else ()))),
        notation=notation,
        references=(*own, *(one for resource in references for one in resource.references)),
        absences=absences,
        spreads=spreads,
    )
