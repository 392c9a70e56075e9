"""Why all records of a source have to be looked at anew for a subject: what its table was made from is another now."""

from __future__ import annotations

from dataclasses import asdict
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from edulake.bronze import crosswalk
from edulake.contract.fingerprint import fingerprint, place_of
from edulake.contract.sql import literal
from edulake.jobs.steps.cleanse import facts, history, references, whole_files
from edulake.silver.subject import clean
from edulake.store import commits
from edulake.store.small_rows import Asked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from edulake.bronze import Source
    from edulake.config.settings import SourceSettings
    from edulake.contract.feed import Notation
    from edulake.contract.fingerprint import Fingerprint
    from edulake.contract.table import Table
    from edulake.ops.runs import Done
    from edulake.silver import Subject
    from edulake.store.store import Store

    Past = Callable[[Table, int], commits.Since]

# Where a source's records come from does not change what they mean.
ELSEWHERE = ("files", "database")
# What blocks could say only after runs had recorded some.
CAME_LATER = ("spread", "crosswalk", "exceptions_only", "money", "corrections_up_to", "loose_names")


def made_by(subject: Subject, source: Source, blocks: Mapping[str, SourceSettings]) -> Fingerprint:
    """The settings that say how the source is read, and the code that makes rows of the subject from its records."""
    mine = [block for name, block in blocks.items() if (block.system or name, block.subject) == _identity(source)]
    settings = {
        "blocks": [_settings(block) for block in mine],
        "notation": _said(source.notation),
        "columns": [sorted(feed.columns.items()) for feed in source.feeds],
        "snapshot": [feed.snapshot for feed in source.feeds],
        **({"crosswalk": list(source.crosswalk)} if source.crosswalk else {}),
        **({"items": source.items.settings} if source.items else {}),
    }
    decides = history.decide if subject.history else facts.decide
    roots = [
        clean,
        source.candidates,
        decides,
        whole_files.decided,
        references.account,
        place_of(subject, subject.words.__module__),
    ]
    mapping = [references.students, crosswalk.looked_up, crosswalk.gone] if source.crosswalk else []
    return fingerprint(settings, [*roots, *([source.absences] if source.absences else []), *mapping, *source.calls])


def _settings(block: SourceSettings) -> dict[str, object]:
    """A block as runs record it; without what came later (a spread, a crosswalk, money) as before there was any."""
    left_out = (*ELSEWHERE, *(name for name in CAME_LATER if not getattr(block, name)))
    said = {name: value for name, value in asdict(block).items() if name not in left_out}
    if block.header:
        del said["header"]
    if block.spread and not block.spread.keeps_empty:
        del said["spread"]["keeps_empty"]
    codes = {name: _as_statuses(of_name) if name == "status" else of_name for name, of_name in said["codes"].items()}
    return {**said, "codes": codes}


def _said(notation: Notation) -> dict[str, object]:
    """A notation as runs record it; of sources without codes as they did before columns other than statuses had any.

    So are those without a crosswalk, or whose attendance is of all days, or that say nothing of money or corrections.
    """
    came_later = ("unmapped", "exceptions_only", "money", "corrections_up_to")
    said = {name: value for name, value in asdict(notation).items() if name not in came_later or value}
    codes = dict(said.pop("codes"))
    statuses = _as_statuses(codes.pop("status", ()))
    return {**said, "status_codes": statuses, **({"codes": sorted(codes.items())} if codes else {})}


def _as_statuses(codes: Iterable[dict[str, object]]) -> list[dict[str, object]]:
    """Codes of statuses as runs recorded them before other columns had any."""
    return [{"code": one["code"], "status": one["means"], "share": one["share"]} for one in codes]


def remembering(store: Store) -> Past:
    """What happened to a table since a version, asked once for all subjects and sources that read it."""
    return lru_cache(maxsize=None)(partial(commits.since, store))


def why_anew(store: Store, since: Past, subject: Subject, source: Source, made: Fingerprint, done: Done) -> str:
    """Why what the table holds of the source does not count as made; empty where it does, or where it holds nothing."""
    if not store.exists(subject.table):
        return ""
    read = {table: done.get((str(subject.table), source.name, str(table))) for table in _tables(source)}
    last = read[source.facts]
    if last is None:
        return "nothing is recorded of it" if _holds(store, subject, source) else ""
    looked_at = {table: entry["input_version"] for table, entry in read.items() if entry and store.exists(table)}
    pasts = [
        since(table, version or 0).another_past
        for table, version in {**looked_at, subject.table: last["version_after"]}.items()
    ]
    return made.differs_from(last["fingerprint"]) or next((past for past in pasts if past), "")


def _identity(source: Source) -> tuple[str, str]:
    return source.name, source.subject


def _tables(source: Source) -> list[Table]:
    return [source.facts, *(reference.table for reference in source.references)]


def _holds(store: Store, subject: Subject, source: Source) -> bool:
    asked = Asked(("source_system",), f"source_system = {literal(source.name)}", limit=1)
    return bool(store.values(subject.table, asked))
