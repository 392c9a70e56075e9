"""Which sources a run is about, and what each of them delivers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from edulake.bronze import Source
    from edulake.contract.feed import Feed

# The group of those that no group names.
OTHERS = "others"


def of_group(group: str, groups: Mapping[str, Sequence[str]], known: Sequence[str]) -> list[str]:
    """The sources of a group, each once; ConfigError for a group that there is not, or that names no source."""
    if group not in (*groups, OTHERS):
        raise ConfigError(f"no group to choose is called {group}", "", f"choose from {', '.join((*groups, OTHERS))}")
    named = {name for names in groups.values() for name in names}
    wanted = groups.get(group, [name for name in known if name not in named])
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise ConfigError(f"source_groups.{group} names {unknown[0]}", "no source is called so", "correct the group")
    return list(dict.fromkeys(wanted))


def must_be_known(named: Sequence[str], known: Sequence[str], flag: str) -> None:
    """ConfigError for a source that a `flag` of the command line names and nobody knows."""
    unknown = [name for name in named if name not in known]
    if unknown:
        fix = f"choose from {', '.join(dict.fromkeys(known))}"
        raise ConfigError(f"no source is called {unknown[0]}", f"{flag} names it", fix)


def feeds_of(known: Sequence[Source], name: str) -> list[Feed]:
    """What a system delivers, each kind of record once: two subjects may both need it."""
    every = [feed for source in known if source.name == name for feed in source.feeds]
    return [feed for position, feed in enumerate(every) if feed not in every[:position]]
