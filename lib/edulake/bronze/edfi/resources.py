"""Resources of an Ed-Fi ODS/API as bronze tables: fields by JSON path, and the deletes of their objects.

A resource lies in a folder of its name, as JSON lines or as the API's pages; what `GET /<resource>/deletes` lists lies
in deletes/<resource>. An object has an `id` that it keeps, and `_lastModifiedDate`. Files for a bulk load, which lack
both, are refused: nothing in them could be referred to, changed or taken back.
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
    from collections.abc import Iterable, Mapping

    from edulake.contract.table import Person

DELETES = "deletes"
UPDATED = "raw_last_modified_date"
# What tells versions of an object apart: those that are listed once more are the same.
VERSION = ("raw_id", "raw_payload")
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
    """What the API lists of a resource, and of its deletes; `others` are the same under names that it had before.

    `key` are the raw columns by which others refer to its objects.
    """

    feed: Feed
    deletes: Feed
    others: tuple[Feed, ...] = ()
    key: tuple[str, ...] = ("raw_id",)

    @property
    def feeds(self) -> tuple[Feed, ...]:
        return (self.feed, self.deletes, *self.others)

    @property
    def references(self) -> tuple[Reference, ...]:
        """The object as it was last said, or each of its versions, and whether it was deleted.

        By another key than its id only what it says: an object that was deleted names what its references meant all the
        same.
        """
        said = Reference(self.feed.table, self.key, UPDATED, is_first=self.key == VERSION)
        gone = Reference(self.deletes.table, ("raw_id",), is_first=True)
        return (said, gone) if "raw_id" in self.key else (said,)

    @property
    def in_versions(self) -> Resource:
        """The resource with all that was ever said of its objects, each version as it was delivered first."""
        return self.known_by(*VERSION)

    def known_by(self, *key: str) -> Resource:
        """The resource as references mean it: Ed-Fi names an object by these fields, and never by its id."""
        return self._replace(key=key)


def raw_name(path: str) -> str:
    """The raw column of a field: raw_student_unique_id for studentReference.studentUniqueId."""
    return "raw_" + re.sub("([A-Z])", r"_\1", path.rpartition(".")[2].lstrip("_")).lower()


def _columns(paths: Iterable[str]) -> dict[str, str]:
    """Paths by raw column; of two fields with one name, the second is called by all of its path."""
    columns: dict[str, str] = {}
    for path in paths:
        name = raw_name(path)
        columns[raw_name(path.replace(".", "_")) if name in columns else name] = path
    return columns


def resource(
    name: str,
    meaning: str,
    fields: Mapping[str, str],
    *required: str,
    sensitive: bool | tuple[str, ...] = False,
    formerly: str = "",
    together: tuple[str, ...] = (),
    omit: tuple[str, ...] = (),
) -> Resource:
    """A resource with `fields`, what they mean by path; a file without the `required` ones is meant for another.

    `sensitive` are the paths of what may harm a person, or all but the ids of people. What it was called `formerly`
    lies in a folder of that name, and goes into the same table. So do resources that one subject has its rows from
    `together`: then `name` is that of the table alone. What is to `omit` enters no layer.
    """
    everything = {**COMMON, **fields}
    folder = re.sub("([A-Z])", r"_\1", name).lower()
    columns = _columns(everything)
    people: dict[str, Person] = {
        raw: PEOPLE[key] for raw, path in columns.items() if (key := path.rpartition(".")[2]) in PEOPLE
    }
    guarded = sensitive if isinstance(sensitive, bool) else tuple(raw_name(path) for path in sensitive)
    table = raw_table(
        f"edfi_{folder}_raw",
        f"Ed-Fi {' and '.join(together) or name} as delivered: {meaning}.",
        (ID, *(Column(raw, "STRING", everything[path]) for raw, path in columns.items() if path != "id")),
        cluster_by=(next(iter(people), "raw_id"), "ingestion_timestamp"),
        people=people,
        sensitive=guarded,
    )
    dialect = Dialect("jsonl", withheld=Withheld(omit, optional=True))
    needed = tuple(map(raw_name, ("id", *required)))
    deletes = _deletes(name, folder)
    feeds = [
        feed
        for one in together or filter(None, (name, formerly))
        for feed in (
            Feed(table, columns, Files(f"**/{one}/*.json*", dialect, unless=DELETES), needed),
            replace(deletes, arrives=Files(f"**/{DELETES}/{one}/*.json*", deletes.files.dialect)),
        )
    ]
    return Resource(feeds[0], feeds[1], tuple(feeds[2:]))


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
