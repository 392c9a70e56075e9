"""Whether a load is whole: a file that lost or gained a record is taken back, or its source, where only that is known.
So it is with topics: a load knows ranges by their last offset, and bronze by their last record.

It is asked of the load's own commit, right after it, or by the next run where this one was killed in between.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from pyspark.sql import functions as F

from edulake.contract.raw import EMPTY, IN_TOPIC
from edulake.contract.sql import literal
from edulake.ops.deliveries import TAKEN_BACK, Delivered, in_bronze

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from edulake.contract.table import Table
    from edulake.ops.loads import Said
    from edulake.store.delta_log import Commit
    from edulake.store.store import Store

# A file by its source and name.
FileOf = tuple[str, str]
IS_RECORD = f"payload_form <> '{EMPTY}'"


class Settled(NamedTuple):
    """The files of a load, those taken back among them.

    Of each file, and of each source as a whole, that was taken back: the records delivered and written.
    """

    rows: list[Delivered]
    amiss: dict[FileOf, tuple[int, int]]
    wrong: dict[str, tuple[int, int]]


def settled(store: Store, table: Table, said: Said, commit: Commit) -> Settled:
    """What became of a load. What was written amiss is deleted: a file's records, where it is known which file's."""
    named = said.rows(commit.version)
    if named is not None and len(said.delivered) == 1 and _written(commit) == sum(max(row.records, 1) for row in named):
        return Settled(named, {}, {})
    # At that version: what was removed since, by erasure for instance, was loaded all the same.
    batch = store.read(table, commit.version).where(F.col("batch_number") == said.batch)
    rows = in_bronze(batch, commit.version, IS_RECORD)
    wrong = _differing(said.delivered, _by(rows, _source))
    amiss: dict[FileOf, tuple[int, int]] = {}
    if wrong and named is not None:
        amiss = _files_amiss(named, rows)
        wrong = {source: counts for source, counts in wrong.items() if source not in {name for name, _ in amiss}}
    for where in () if store.reading else (*map(_of_file, amiss), *map(_of_source, wrong)):
        store.delete(table, f"batch_number = {said.batch} AND {where}")
    return Settled([_judged(row, said, amiss, wrong) for row in rows], amiss, wrong)


def _files_amiss(named: list[Delivered], rows: list[Delivered]) -> dict[FileOf, tuple[int, int]]:
    """The files that differ; of a source whose topic differs none, since all that it brought is taken back."""
    of_topics = [_by([row for row in of if _in_topic(row)], _source) for of in (named, rows)]
    whole = _differing(*of_topics)
    amiss = _differing(_by([row for row in named if not _in_topic(row)], _file), _by(rows, _file))
    return {file: counts for file, counts in amiss.items() if file[0] not in whole}


def _file(row: Delivered) -> FileOf:
    return row.source_system, row.source_file


def _source(row: Delivered) -> str:
    return row.source_system


def _in_topic(row: Delivered) -> bool:
    return row.source_file.startswith(IN_TOPIC)


def _by(rows: list[Delivered], key: Callable[[Delivered], Any]) -> dict[Any, int]:
    """Records by a key of their files."""
    counts: dict[Any, int] = defaultdict(int)
    for row in rows:
        counts[key(row)] += row.records
    return counts


def _differing(delivered: Mapping[Any, int], written: Mapping[Any, int]) -> dict[Any, tuple[int, int]]:
    counts = {key: (count, written.get(key, 0)) for key, count in delivered.items()}
    return {key: (came, read) for key, (came, read) in counts.items() if came != read}


def _of_source(source: str) -> str:
    return f"source_system = {literal(source)}"


def _of_file(file: FileOf) -> str:
    return f"{_of_source(file[0])} AND source_file = {literal(file[1])}"


def _written(commit: Commit) -> int | None:
    return commit.metrics.get("numOutputRows")


def _judged(row: Delivered, said: Said, amiss: Collection[FileOf], wrong: Collection[str]) -> Delivered:
    taken_back = row.source_system in wrong or _file(row) in amiss
    return row._replace(note=said.notes.get(_file(row)), status=TAKEN_BACK if taken_back else row.status)
