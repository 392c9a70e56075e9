"""Rows of people counted, and removed: what is found by other rows goes before those."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from edulake.bronze import crosswalk
from edulake.bronze.answering import RESPONSES
from edulake.jobs.steps.erase.finding import Finding, holds
from edulake.jobs.steps.erase.linked import LINKED, deletes_of
from edulake.jobs.steps.erase.people import Person, is_one_of
from edulake.ops.erasures import RESPONSE
from edulake.ops.tables import QUARANTINE
from edulake.silver import SUBJECTS
from edulake.store.purge import matched
from edulake.store.purge import remove as remove_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from edulake.bronze.naming import Namespaces
    from edulake.contract.table import Person as Kind
    from edulake.contract.table import Table
    from edulake.jobs.steps.erase.finding import Going
    from edulake.store.store import Store


class Response(NamedTuple):
    """What one of them said in a survey, of a source."""

    id: str
    source: str
    kind: str = RESPONSE
    is_counterpart: bool = True


LAYERS = ("ops", "bronze", "silver", "gold")


def with_counterparts(store: Store, named: Sequence[Person], spaces: Mapping[str, Namespaces]) -> list[Person]:
    """The people, and those of their other ids that tables tell: in systems with a crosswalk, and as applicants.

    Of somebody known as an applicant only that is erased: who enrolled since is named as a student.
    """
    every = list(named)
    students = [one for one in named if one.kind == "student"]
    for one in students:
        for kind, id_ in _other_ids(store, one, spaces):
            every.append(Person(kind, id_, one.source, is_counterpart=True))
    known = {(one.kind, one.id, one.source): one for one in reversed(every)}
    return sorted(known.values(), key=lambda one: one.is_counterpart)


def _other_ids(store: Store, student: Person, spaces: Mapping[str, Namespaces]) -> Iterator[tuple[Kind, str]]:
    table, stages = crosswalk.FORM.table, SUBJECTS["application_stages"].table
    if store.exists(table):
        everywhere = student._replace(source=None)
        for row in Finding(store, [everywhere], spaces).counterparts(table).collect():
            if row["source"] and row["id"]:
                yield "student", f"{row['source']}:{row['id']}"
    if store.exists(stages):
        rows = store.read(stages)
        theirs = rows.where(is_one_of([student], ["student"], rows["source_system"], rows["student_id"]))
        for row in theirs.select("applicant_id").dropna().distinct().collect():
            yield "applicant", row["applicant_id"]


def responses(finding: Finding) -> list[Response]:
    """Their responses that bronze holds: by them answers are known that come again."""
    found = []
    for of in RESPONSES.values():
        if finding.store.exists(of.table):
            theirs = finding.records_of(of.table).select("source_system", of.id.alias("id")).dropna().distinct()
            found += [Response(row["id"], row["source_system"]) for row in theirs.collect()]
    return found


def counted(finding: Finding, tables: Sequence[Table]) -> dict[Table, int]:
    """By table, how many rows go or lose what names somebody; a row that is found in two ways counts twice."""
    counts = dict.fromkeys(tables, 0)
    for one in _in_order(finding, tables):
        counts[one.table] += matched(finding.store, one.table, one.gone, one.on)
    return counts


def found_nowhere(finding: Finding, people: Sequence[Person], tables: Sequence[Table]) -> list[Person]:
    """Those of the people whom no row names; silver is asked first, and nothing after the first row."""
    order = sorted(tables, key=lambda table: table.layer != "silver")

    def is_found(one: Person) -> bool:
        own = finding._replace(people=[one])
        asked = (going for table in order if holds(table, {one.kind}) for going in _in_order(own, [table]))
        return any(matched(own.store, going.table, going.gone, going.on) for going in asked)

    return [one for one in people if not is_found(one)]


def remove(finding: Finding, tables: Sequence[Table]) -> None:
    for one in _in_order(finding, tables):
        remove_rows(finding.store, one.table, one.gone, one.on, one.instead)


def staged_by_others(store: Store) -> None:
    """Take away what other runs staged on a local disk: none is at work, as all tables are held."""
    folder = Path(store.root, "_staging") if store.root else None
    for part in folder.glob("*") if folder else ():
        shutil.rmtree(part, ignore_errors=True)


def _in_order(finding: Finding, tables: Sequence[Table]) -> Iterator[Going]:
    """What goes, one after another: refusals before the records by which they are found, and so on."""
    bronze = [table for table in tables if table.layer == "bronze"]
    for table in sorted(tables, key=_place):
        if table == QUARANTINE:
            yield from finding.refused([one for one in bronze if one.people])
        elif deletes_of(table):
            yield from finding.deletes(table)
        elif table.layer == "bronze":
            yield from finding.in_bronze(table)
        else:
            yield from finding.in_table(table)


def _place(table: Table) -> tuple[int, bool, bool]:
    is_linked = table in LINKED or deletes_of(table) is not None
    tells_ids = table in (crosswalk.FORM.table, SUBJECTS["application_stages"].table)
    return LAYERS.index(table.layer), tells_ids, not is_linked
