"""What became of the records of a run, counted while they are staged: it must balance before anything is written."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, NamedTuple

from pyspark.sql import Observation
from pyspark.sql import functions as F

from edulake.ops.runs import Entry
from edulake.ops.tables import FATES
from edulake.silver.rules import unmapped_code
from edulake.silver.whole_files import UNREAD, gives_ids

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pyspark.sql import Column, DataFrame

    from edulake.contract.fingerprint import Fingerprint
    from edulake.jobs.steps.cleanse.work import Pending, Verdict, Work
    from edulake.silver import Subject
    from edulake.store.store import Store


SCORE = "data_quality_score"


class Decided(NamedTuple):
    """Staged rows that some table must learn of, and how many there are of each kind.

    `doubted` are the sources of which values could not be read, `shared` those of which rows of one id are about
    several students, and `condemned` the verdicts on new files, by source.
    """

    rows: DataFrame
    refused: int
    revisited: int
    to_merge: int
    unmapped: int
    doubted: Sequence[str] = ()
    shared: Sequence[str] = ()
    condemned: Sequence[tuple[str, Verdict]] = ()


def counts(subject: Subject, active: list[Pending]) -> list[Column]:
    """What to observe: of each source, its `records` by fate and those looked at again; and the rows to merge.

    Of those, the ones as well that say something in a code that means nothing known. Of the accepted, those with a
    fault, and the sum of their scores.
    """
    names = [pending.source.name for pending in active]
    counted = {
        f"{name}|{fate}": (F.col("source_system") == name) & (F.col("fate") == fate) for name in names for fate in FATES
    }
    again = F.col("revisit") & F.col("fate").isNotNull()
    revisited = {f"{name}|revisited": (F.col("source_system") == name) & again for name in names}
    codes = [F.lit(unmapped_code(column)) for column in subject.coded]
    unmapped = F.col("to_merge") & F.arrays_overlap("issue_codes", F.array(*codes)) if codes else F.lit(False)
    faults = (F.col("fate") == "accepted") & (F.size("issue_codes") > 0)
    faulty = {f"{name}|faulty": (F.col("source_system") == name) & faults for name in names}
    counted = {**counted, **revisited, **faulty, "to_merge": F.col("to_merge"), "unmapped": unmapped}
    counted = {**counted, **_speaking(subject, active)}
    sums = [F.sum(F.when(condition, F.col("records")).otherwise(0)).alias(name) for name, condition in counted.items()]
    sums += [_quality(name) for name in names if SCORE in subject.table.column_names]
    return [*sums, *[_candidates(pending.source.name) for pending in active if pending.source.spreads]]


def _speaking(subject: Subject, active: list[Pending]) -> dict[str, Column]:
    """What may speak against whole files, by the sources that are judged."""
    judged = [pending.source for pending in active if pending.source.is_judged]
    # What has no fate is no news, but of a record that is several rows one has it for all.
    doubted = {
        f"{one.name}|doubted": _is_doubted(one.name) & (F.col("fate").isNotNull() | F.lit(one.spreads))
        for one in judged
    }
    if sharing(subject, active) is None:
        return doubted
    return {
        **doubted,
        **{f"{one.name}|shared": (F.col("source_system") == one.name) & F.col("shared") for one in judged},
    }


def staged(store: Store, parts: list[DataFrame], active: list[Pending]) -> tuple[DataFrame, list[str]]:
    """Records of a history, staged, and the sources that say new ones of which a value could not be read.

    What becomes of them says what was known at their moment instead of what they say themselves.
    """
    records = reduce(lambda a, b: a.unionByName(b, allowMissingColumns=True), parts)
    judged = [pending.source.name for pending in active if pending.source.is_judged]
    if not judged:
        return store.stage(records, "records"), []
    seen = Observation("doubted")
    counted = [F.sum(F.when(F.col("is_new") & _is_doubted(name), 1)).alias(name) for name in judged]
    kept = store.stage(records.observe(seen, *counted), "records")
    return kept, [name for name in judged if seen.get[name]]


def _is_doubted(name: str) -> Column:
    """Whether a record of the source says a value that could not be read."""
    return (F.col("source_system") == name) & F.concat_ws(" ", "reason_codes", "issue_codes").rlike(UNREAD)


def sharing(subject: Subject, active: list[Pending]) -> str | None:
    """The column of the students who may share an id of a row; None where no source that is judged gives ids."""
    gives = any(pending.source.is_judged and gives_ids(subject, pending.source.provides) for pending in active)
    return "student_id" if gives else None


def _candidates(name: str) -> Column:
    """How many candidates the records of a source that spreads had."""
    of_source = F.when(F.col("source_system") == name, F.col("candidates"))
    return F.coalesce(F.sum(of_source), F.lit(0)).alias(f"{name}|candidates")


def _quality(name: str) -> Column:
    """The scores of the accepted of a source, summed in hundredths."""
    of_source = (F.col("source_system") == name) & (F.col("fate") == "accepted")
    points = (F.col(SCORE) * 100).cast("bigint") * F.col("records")
    return F.sum(F.when(of_source, points).otherwise(0)).alias(f"{name}|quality")


def settle(staged: DataFrame, seen: Observation, work: Work, entries: list[Entry]) -> Decided:
    """Write what was seen into the entries of the facts; BalanceError unless every record has one fate."""
    facts = [entry for entry, pending in zip(entries, work.facts, strict=False) if pending in work.active]
    for entry in facts:
        name = entry.source_system
        entry.records_revisited = seen.get[f"{name}|revisited"] or 0
        entry.candidates = seen.get.get(f"{name}|candidates")
        entry.faulty = seen.get[f"{name}|faulty"] or 0
        entry.quality_points = seen.get.get(f"{name}|quality")
        for fate in FATES:
            setattr(entry, fate, seen.get[f"{name}|{fate}"] or 0)
        entry.must_balance()
    refused, revisited = (sum(getattr(e, name) or 0 for e in facts) for name in ("quarantined", "records_revisited"))
    names = [entry.source_system or "" for entry in facts]
    doubted, shared = ([name for name in names if seen.get.get(f"{name}|{kind}")] for kind in ("doubted", "shared"))
    return Decided(staged, refused, revisited, seen.get["to_merge"] or 0, seen.get["unmapped"] or 0, doubted, shared)


def entries_of(
    work: Work, subject: Subject, made_by: Mapping[str, Fingerprint], before: int | None, after: int | None
) -> list[Entry]:
    """An entry for each table of each source: the facts come first, in the order of `work`."""
    return [
        Entry(
            str(subject.table),
            input_table=str(pending.table),
            source_system=pending.source.name,
            records_in=pending.rows,
            accepted=0,
            quarantined=0,
            duplicate=0,
            stale=0,
            out_of_scope=0,
            batch_from=pending.done + 1 if pending.is_news else None,
            batch_to=pending.last,
            input_version=pending.version,
            version_before=before,
            version_after=after,
            fingerprint=str(made_by[pending.source.name]),
        )
        for pending in (*work.facts, *work.others)
    ]
