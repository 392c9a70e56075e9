"""Bronze mirrors sources: every record as delivered. One file per source, one line each below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.bronze.configured import FORMS, configured
from edulake.bronze.reference import Reference
from edulake.bronze.source import Source
from edulake.bronze.standard import STANDARDS, of_standard
from edulake.bronze.with_crosswalk import must_agree, with_crosswalk
from edulake.bronze.with_items import with_items
from edulake.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from edulake.config.settings import SourceSettings
    from edulake.contract.table import Table

__all__ = ["SOURCES", "TABLES", "Reference", "Source", "sources"]

SOURCES: tuple[Source, ...] = tuple(source for sources_ in STANDARDS.values() for source in sources_)


def sources(settings: Mapping[str, SourceSettings]) -> tuple[Source, ...]:
    """Every source: those that configuration describes, and each standard under its own name, if no block has it.

    There is one per name and subject.
    """
    standard = {block: values for block, values in settings.items() if values.standard}
    taken = {*standard, *[values.system for values in standard.values()]}
    described = [(block, source) for block, values in standard.items() for source in of_standard(block, values)]
    described += [(block, configured(block, values)) for block, values in settings.items() if not values.standard]
    mapped = [with_crosswalk(source, block, settings) for block, source in described]
    every = (*[source for source in SOURCES if source.name not in taken], *mapped)
    every = tuple(with_items(source, every, settings) for source in every)
    identities = [(source.name, source.subject) for source in every]
    twice = next((identity for identity in identities if identities.count(identity) > 1), None)
    if twice:
        raise ConfigError(f"{twice[1]} of source {twice[0]} are described twice", "", "give one of them another system")
    _must_agree(every)
    must_agree(every)
    return every


def _must_agree(every: tuple[Source, ...]) -> None:
    """What one system delivers is joined by its ids, so that there is one namespace for all of it."""
    namespaces: dict[str, str] = {}
    for source in every:
        other = namespaces.setdefault(source.name, source.notation.id_namespace)
        if other != source.notation.id_namespace:
            what = f"the blocks of source {source.name} have different namespaces"
            raise ConfigError(what, "their ids would never meet", "give all of them the same id_namespace")


def _tables() -> tuple[Table, ...]:
    written = [feed.table for source in SOURCES for feed in source.feeds]
    return tuple(dict.fromkeys([*[form.table for form in FORMS.values()], *written]))


TABLES = _tables()
