"""Sources whose ids of students are looked up in a crosswalk, as their blocks say."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from edulake.bronze import crosswalk
from edulake.bronze.configured import FORMS
from edulake.bronze.crosswalk import Crosswalk
from edulake.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from edulake.bronze.source import Source
    from edulake.config.settings import SourceSettings

    Blocks = Mapping[str, SourceSettings]

# What a crosswalk's rows are read without.
UNUSED = ("constants", "patterns", "spread", "crosswalk")


def with_crosswalk(source: Source, block: str, blocks: Blocks) -> Source:
    """The source of a block with the crosswalk that the block names; ConfigError for one that cannot be meant.

    Of a standard those are left as they are that are not about students.
    """
    settings = blocks[block]
    if settings.subject == crosswalk.SUBJECT and not settings.standard:
        _must_be_plain(block, settings)
    if not settings.crosswalk:
        return source
    named = _named(block, blocks)
    if not is_about_students(source):
        if settings.standard:
            return source
        why = f"{source.subject} are not about students"
        raise ConfigError(f"sources.{block}.crosswalk says nothing", why, "leave it out")
    _must_be_apart(source.name, named, blocks)
    delivered_by = named.system or settings.crosswalk
    found = Crosswalk(delivered_by, named.id_namespace, named.snapshot)
    return replace(
        source,
        crosswalk=found,
        references=(*source.references, found.reference),
        notation=replace(source.notation, unmapped=source.name),
    )


def is_about_students(source: Source) -> bool:
    """Whether its candidates name students, whom a crosswalk may know."""
    return source.subject != crosswalk.SUBJECT and "raw_student_id" in FORMS[source.subject].table.people


def must_agree(every: Iterable[Source]) -> None:
    """ConfigError where a student of one system would be two: looked up for one of its subjects, not for another."""
    known: dict[str, Crosswalk | None] = {}
    for source in filter(is_about_students, every):
        if known.setdefault(source.name, source.crosswalk) != source.crosswalk:
            what = f"the blocks of source {source.name} have different crosswalks"
            raise ConfigError(what, "one student would be two", "give all of them the same crosswalk")


def _named(block: str, blocks: Blocks) -> SourceSettings:
    named = blocks.get(blocks[block].crosswalk)
    if named is None or named.standard or named.subject != crosswalk.SUBJECT:
        what = f"sources.{block}.crosswalk names {blocks[block].crosswalk}"
        why = f'no block of that name has subject = "{crosswalk.SUBJECT}"'
        raise ConfigError(what, why, "describe it, or name another")
    return named


def _must_be_apart(system: str, named: SourceSettings, blocks: Blocks) -> None:
    """Ids of which the crosswalk does not say whose they are must be nobody else's."""
    others = [one for name, one in blocks.items() if (one.system or name) != system]
    if system in [named.id_namespace, *[one.id_namespace for one in others]]:
        what = f"{system} is a namespace of others"
        why = f"students of source {system} whom its crosswalk does not have would be taken for theirs"
        raise ConfigError(what, why, "give one of them another name")


def _must_be_plain(block: str, settings: SourceSettings) -> None:
    said = next((name for name in UNUSED if getattr(settings, name)), None)
    if said:
        why = "a crosswalk has its three columns in each row, and nothing else is read of it"
        raise ConfigError(f"sources.{block}.{said} says nothing", why, "leave it out")
