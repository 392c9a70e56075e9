"""Which raw columns name people, of which kind, and by which id silver knows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pyspark.sql import functions as F

from edulake.bronze import crosswalk
from edulake.bronze.oneroster import tables as oneroster
from edulake.expr import identifier, in_namespace

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyspark.sql import Column

    from edulake.bronze.source import Source
    from edulake.contract.table import Person, Table

# What parts the words of a record as delivered.
BETWEEN_WORDS = r"[^\p{L}\p{N}_.@:-]+"
KINDS: tuple[Person, ...] = ("student", "staff", "guardian", "applicant")
# A record that has somebody's id here is somebody else's, or a thing's, and stays without it.
BESIDE = frozenset(
    f"{raw}{name}" for raw in ("", "raw_") for name in ("reporter_id", "payer_id", "about_student_id", "about_staff_id")
)


class Naming(NamedTuple):
    """A raw column with an id of a person, or several, commas between (`listed`); `own` where the record is theirs.

    It may be of any of the `kinds`: users of OneRoster are told apart by their roles only.
    """

    column: str
    kinds: tuple[Person, ...]
    own: bool = True
    listed: bool = False


class Namespaces(NamedTuple):
    """What stands before the ids of a source, and before those of students whom its crosswalk does not have."""

    own: str
    unmapped: str

    def of(self, kind: Person) -> str:
        return self.unmapped if kind == "student" and self.unmapped else self.own


def naming(table: Table) -> list[Naming]:
    """The raw columns of a bronze table that name people."""
    if table.name.startswith("oneroster_"):
        users = [Naming(column, KINDS) for column in table.people]
        agents = [Naming("raw_agent_sourced_ids", KINDS, own=False, listed=True)]
        return users + (agents if table == oneroster.USERS.table else [])
    return [Naming(column, (kind,), own=column not in BESIDE) for column, kind in table.people.items()]


def namespaces(every: Iterable[Source]) -> dict[str, Namespaces]:
    """Of each source, by name: a standard's subjects have one namespace, and those about students one crosswalk."""
    found: dict[str, Namespaces] = {}
    for source in every:
        before = found.get(source.name)
        unmapped = source.notation.unmapped or (before.unmapped if before else "")
        found[source.name] = Namespaces(source.notation.id_namespace, unmapped)
    return found


def words() -> Column:
    """The words of a record as it was delivered; null where it has no text. What is no UTF-8 is read as Latin-1."""
    text = F.decode(F.unbase64("raw_payload"), "ISO-8859-1")
    return F.split(F.when(F.col("payload_form") == "base64", text).otherwise(F.col("raw_payload")), BETWEEN_WORDS)


def word_as(namespace: str, word: Column) -> Column:
    """The id that a word of a record stands for, in a namespace: a source may write it with that or without."""
    return F.when(word.startswith(f"{namespace}:"), word).otherwise(in_namespace(word, namespace))


def known_as(table: Table, column: str, kind: Person, namespace: Namespaces, id_: Column) -> Column:
    """The id by which silver knows whom a raw `id_` of a source names; null where it cannot be one.

    Ids of other systems in a crosswalk are theirs: those of students whom it does not have.
    """
    if table == crosswalk.FORM.table and column == "raw_id":
        return F.concat(F.trim("raw_source"), F.lit(":"), identifier(id_))
    own = namespace.own if table == crosswalk.FORM.table else namespace.of(kind)
    return in_namespace(identifier(id_), own)
