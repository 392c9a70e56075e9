"""Which columns people see who did not ask for personal data: on their own screen, and in what leaves the house.

Neither names, nor ids of people or of rows about them, nor a hash of either: who has a class list would find its
people again by any of them. A column that the contract does not know is treated as one that names somebody.

What is sensitive is shown to nobody, whether people are named or not: who was granted it reads the tables themselves.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from edulake.errors import ConfigError
from edulake.silver import SUBJECTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from edulake.bronze import Source
    from edulake.contract.table import Table

# Hashes over rows or files as a whole: of few possible values, each can be tried.
OVER_ALL = re.compile(r"(?:_hash|_sha256)\Z")


class Shown(NamedTuple):
    """What is shown of a table, and what is not: for it names somebody, or for it is sensitive."""

    columns: list[str]
    personal: list[str]
    sensitive: list[str]

    @property
    def left_out(self) -> list[str]:
        return [*self.personal, *self.sensitive]

    def notes(self) -> list[str]:
        """What was left out and why, as people are told."""
        told = [f"left out: {', '.join(self.personal)} (--identified)"] if self.personal else []
        why = "of persons: shown and exported to nobody, for a grant of its own reads it in the table"
        return [*told, *([f"sensitive: {', '.join(self.sensitive)} ({why})"] if self.sensitive else [])]


def shown(table: Table, names: Sequence[str], *, identified: bool) -> Shown:
    """What is shown of `names` to those who asked for personal data, or did not."""
    harmful = sensitive(table)
    columns = (of_the_identified if identified else about_nobody)(table, names)
    hidden = [name for name in names if name not in columns]
    return Shown(columns, [n for n in hidden if n not in harmful], [n for n in hidden if n in harmful])


def must_not_select(table: Table, condition: str | None) -> None:
    """ConfigError for a condition that names what is sensitive, or asks other tables: which rows are left tells it."""
    named = set(re.findall(r"\w+", re.sub(r"'[^']*'", "", condition or "").lower()))
    if "select" in named:
        why = "which rows are left would tell what other tables have of persons"
        raise ConfigError("--where holds a query", why, "give a condition on the table's own columns, or ask by sql")
    asked = sorted(name for name in sensitive(table) if name.lower() in named)
    if asked:
        why = "which rows are left would tell it of persons"
        raise ConfigError(f"{asked[0]} of {table} is sensitive", why, "leave it out of --where")


def held_back(sources: Iterable[Source], name: str, subject: str) -> bool:
    """Whether records that a source delivered for a subject are told to nobody, for one may hold what is sensitive.

    Of a source that is not described any more, as of one by configuration; of no known subject, always.
    """
    facts = [source.facts for source in sources if (source.name, source.subject) == (name, subject)]
    known = SUBJECTS.get(subject)
    tables = [*(facts or ([known.form.table] if known else [])), *([known.table] if known else [])]
    return not known or any(column.personal == "sensitive" for table in tables for column in table.columns)


def about_nobody(table: Table, names: Iterable[str]) -> list[str]:
    """Those of `names` that neither name nor identify a person, in their order."""
    shown = {c.name for c in table.columns if not c.is_guarded}
    return [name for name in names if name in shown]


def of_the_identified(table: Table, names: Iterable[str]) -> list[str]:
    """Those of `names` that may be told where people are named on purpose: all but what is sensitive."""
    harmful = sensitive(table)
    return [name for name in names if name not in harmful]


def sensitive(table: Table) -> set[str]:
    """The sensitive columns of a table, and the hashes over them; of harmful rows whom they are about as well."""
    held = {c.name for c in table.columns if c.personal == "sensitive"}
    if table.harmful_rows:
        held |= {c.name for c in table.columns if c.personal == "direct"}
    hashes = {c.name for c in table.columns if c.is_guarded and OVER_ALL.search(c.name)}
    return held | hashes if held else held
