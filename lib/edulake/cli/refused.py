"""Reasons for which records and files were refused, counted, and what to do about each."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from edulake.cli.remedies import remedy
from edulake.ops.tables import QUARANTINE
from edulake.silver import SUBJECTS
from edulake.silver.whole_files import MEANINGS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from edulake.config.settings import SourceSettings
    from edulake.serving.query import View


class Group(NamedTuple):
    """Refused records or files of one kind: of a source, for a subject, with the same reasons."""

    source: str
    subject: str
    status: str
    reasons: list[str]
    form: str
    number: int
    advice: str | None


class Reason(NamedTuple):
    """How often a source gave this reason; a record with two reasons counts for both."""

    source: str
    subject: str
    reason: str
    of: str
    open: int
    resolved: int
    meaning: str
    do: str = ""


class WholeFile(NamedTuple):
    """A file of which every record is refused, for what speaks against all of it."""

    file: str
    subject: str
    records: int
    why: str


def groups(lake: View) -> list[Group]:
    if not lake.exists(QUARANTINE):
        return []
    columns = "source_system, subject, status, reason_codes, payload_form"
    # Of records, what speaks against their files is told file by file.
    told = "CASE WHEN payload_form = 'file' THEN advice END"
    sql = f"SELECT {columns}, count(*) AS number, {told} AS told FROM {QUARANTINE} GROUP BY {columns}, {told}"
    return [Group(*row) for row in lake.query(sql).rows]


def whole_files(lake: View) -> list[tuple[tuple[str, list[str]], WholeFile]]:
    """The files of which every record stands open for one of their codes, with their source and those."""
    if not lake.exists(QUARANTINE):
        return []
    columns = "source_system, source_file, subject, advice, reason_codes"
    where = "status = 'OPEN' AND payload_form <> 'file' AND advice IS NOT NULL"
    sql = f"SELECT {columns}, count(*) AS number FROM {QUARANTINE} WHERE {where} GROUP BY {columns}"
    found: Counter[tuple[str, str, str, str]] = Counter()
    codes: dict[tuple[str, str, str, str], list[str]] = {}
    for *file, reasons, number in lake.query(sql).rows:
        found[tuple(file)] += number
        codes[tuple(file)] = [code for code in reasons if code in MEANINGS]
    return [
        ((source, codes[source, name, subject, why]), WholeFile(name, subject, number, why))
        for (source, name, subject, why), number in sorted(found.items())
    ]


def advised(groups: list[Group], blocks: Mapping[str, SourceSettings]) -> list[Reason]:
    """The reasons of groups with what to do about them: of files as it was said when they were refused.

    What stands open says it before what does not any more.
    """
    advice = sorted((group for group in groups if group.advice), key=lambda group: group.status == "OPEN")
    said = {(group.source, group.subject, code): group.advice for group in advice for code in group.reasons}
    return [r._replace(do=said.get(r[:3]) or remedy(r.reason, r.source, r.subject, blocks)) for r in counted(groups)]


def counted(groups: list[Group]) -> list[Reason]:
    meanings = _meanings()
    counted: Counter[tuple[str, str, str, str, str]] = Counter()
    for group in groups:
        of = "files" if group.form == "file" else "records"
        for code in group.reasons:
            counted[group.source, group.subject, code, of, group.status] += group.number
    kinds = sorted({(source, subject, code, of) for source, subject, code, of, _ in counted})
    return [
        Reason(*kind, counted[*kind, "OPEN"], counted[*kind, "RESOLVED"], meanings.get(kind[2], "")) for kind in kinds
    ]


def _meanings() -> dict[str, str]:
    return {**MEANINGS, **{rule.code: rule.meaning for subject in SUBJECTS.values() for rule in subject.refusals}}
