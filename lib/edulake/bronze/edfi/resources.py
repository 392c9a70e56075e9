"""Resources of an Ed-Fi ODS/API as bronze tables: fields by JSON path, and the deletes of their objects.

A resource lies in a folder of its name, as JSON lines or as the API's pages; what `GET /<resource>/deletes` lists lies
in deletes/<resource>. An object has an `id` that it keeps, and `_lastModifiedDate`; both are missing from files for a
bulk load, of which nothing can be taken back.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from edulake.bronze.reference import Reference
from edulake.contract.feed import Dialect, Feed, Files, Withheld
from edulake.contract.raw import raw_table
from edulake.contract.table import Column

if TYPE_CHECKING:
    from collections.abc import Mapping

    from edulake.contract.table import Person

DELETES = "deletes"
UPDATED = "raw_last_modified_date"
COMMON = {"id": "The API's id of the object", "_lastModifiedDate": "When the source last changed the object"}
# By it whoever may ask the API is told whom the object is about; that it was deleted tells no less of it.
ID = Column("raw_id", "STRING", COMMON["id"], personal="direct")
# The ids of people by the last part of their path.
PEOPLE: dict[str, Person] = {
    "studentUniqueId": "student",
    "staffUniqueId": "staff",
    "contactUniqueId": "guardian",
    "parentUniqueId": "guardian",
}


class Resource(NamedTuple):
    """What the API lists of a resource, and of its deletes; `others` are the same under names that it had before."""

    feed: Feed
    deletes: Feed
    others: tuple[Feed, ...] = ()

    @property
    def feeds(self) -> tuple[Feed, ...]:
        return (self.feed, self.deletes, *self.others)

    @property
    def references(self) -> tuple[Reference, Reference]:
        """The object as it was last said, and whether it was deleted."""
        return (Reference(self.feed.table, ("raw_id",), UPDATED), Reference(self.deletes.table, ("raw_id",)))


def raw_name(path: str) -> str:
    """The raw column of a field: raw_student_unique_id for studentReference.studentUniqueId."""
    return "raw_" + re.sub("([A-Z])", r"_\1", path.rpartition(".")[2].lstrip("_")).lower()


def resource(
    name: str,
    meaning: str,
    fields: Mapping[str, str],
    *required: str,
    sensitive: bool | tuple[str, ...] = False,
    formerly: str = "",
    omit: tuple[str, ...] = (),
) -> Resource:
    """A resource with `fields`, what they mean by path; a file without the `required` ones is meant for another.

    `sensitive` are the paths of what may harm a person, or all but the ids of people. What it was called `formerly`
    lies in a folder of that name, and goes into the same table. What is to `omit` enters no layer.
    """
    everything = {**COMMON, **fields}
    folder = re.sub("([A-Z])", r"_\1", name).lower()
    people: dict[str, Person] = {
        raw_name(path): PEOPLE[key] for path in fields if (key := path.rpartition(".")[2]) in PEOPLE
    }
    guarded = sensitive if isinstance(sensitive, bool) else tuple(raw_name(path) for path in sensitive)
    table = raw_table(
        f"edfi_{folder}_raw",
        f"Ed-Fi {name} as delivered: {meaning}.",
        (ID, *(Column(raw_name(path), "STRING", said) for path, said in everything.items() if path != "id")),
        cluster_by=(next(iter(people), "raw_id"), "ingestion_timestamp"),
        people=people,
        sensitive=guarded,
    )
    columns = {raw_name(path): path for path in everything}
    deletes = _deletes(name, folder)
    dialect = Dialect("jsonl", withheld=Withheld(omit, optional=True))
    needed = tuple(map(raw_name, required))
    feed = Feed(table, columns, Files(f"**/{name}/*.json*", dialect, unless=DELETES), needed)
    if not formerly:
        return Resource(feed, deletes)
    others = (
        replace(feed, arrives=Files(f"**/{formerly}/*.json*", dialect, unless=DELETES)),
        replace(deletes, arrives=Files(f"**/{DELETES}/{formerly}/*.json*", deletes.files.dialect)),
    )
    return Resource(feed, deletes, others)


def _deletes(name: str, folder: str) -> Feed:
    """Of which objects is said that they are no more. The key is kept out: it names people, and the id says enough."""
    table = raw_table(
        f"edfi_{folder}_deletes_raw",
        f"Deletes of Ed-Fi {name} as delivered.",
        (
            ID,
            Column("raw_change_version", "STRING", "Number of the change within the API"),
        ),
        cluster_by=("raw_id", "ingestion_timestamp"),
    )
    dialect = Dialect("jsonl", withheld=Withheld(("keyValues",), optional=True))
    columns = {"raw_id": "id", "raw_change_version": "changeVersion"}
    return Feed(table, columns, Files(f"**/{DELETES}/{name}/*.json*", dialect), ("raw_id",))
