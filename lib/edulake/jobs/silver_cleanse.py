"""silver_cleanse: turn new bronze rows into typed facts, each with exactly one fate.

Takes the bronze batches after the last ones recorded as done. Fates are decided and counted before anything is
written, and every write is a MERGE by key: a run that was killed, or a ledger that was lost, costs time only.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from edulake.bronze import sources
from edulake.governance import quality
from edulake.governance.orphans import count_unknown
from edulake.jobs.runner.job import Job
from edulake.jobs.runner.main import run_job
from edulake.jobs.steps.cleanse import facts, history, references, unmapped, whole_files
from edulake.jobs.steps.cleanse.anew import made_by, remembering, why_anew
from edulake.jobs.steps.cleanse.balance import entries_of
from edulake.jobs.steps.cleanse.kept import kept, removals
from edulake.jobs.steps.cleanse.pending import counting, pending
from edulake.jobs.steps.cleanse.write import write
from edulake.jobs.steps.ingest.refusing import refusal_alert
from edulake.landing.files.names import printable
from edulake.ops.cost import counted
from edulake.ops.runs import Run
from edulake.silver import SUBJECTS
from edulake.silver.aging import comes_again_in_vain, first_day

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from edulake.bronze import Source
    from edulake.jobs.runner.context import Context
    from edulake.jobs.steps.cleanse.anew import Past
    from edulake.jobs.steps.cleanse.balance import Decided
    from edulake.jobs.steps.cleanse.kept import Removed
    from edulake.jobs.steps.cleanse.pending import Count
    from edulake.jobs.steps.cleanse.work import Work
    from edulake.ops.runs import Done, Entry
    from edulake.silver import Subject


def run(context: Context, *, replay: bool = False, anew: str = "") -> list[Run]:
    """Cleanse the selected subjects; with `replay`, what was refused earlier as well.

    All records are looked at as if nothing of their source were held, where `anew` says why.
    """
    this_run = Run("silver_cleanse")
    done = context.journal.last_done("silver_cleanse")
    count, since = counting(context.store), remembering(context.store)
    removed = removals(context.store)
    known = sources(context.settings.sources)
    chosen = context.choose("source", [source.name for source in known])
    for name in context.choose("subject", list(SUBJECTS)):
        subject = SUBJECTS[name]
        of_subject = [source for source in known if source.subject == name and source.name in chosen]
        if not of_subject:
            continue
        with context.store.locks.holding(str(subject.table)), counted(this_run, context.store, subject.table):
            this_run.entries += _cleanse(
                context, this_run, count, since, removed, subject, of_subject, done, replay=replay, anew=anew
            )
    if not context.dry_run:
        context.journal.enter(this_run)
        if "quality" in context.settings.alerts.on:
            context.alert_of("a source is worse than tolerable", quality.sources, this_run)
    return [this_run]


def _cleanse(
    context: Context,
    this_run: Run,
    count: Count,
    since: Past,
    removed: Removed,
    subject: Subject,
    of_subject: list[Source],
    done: Done,
    *,
    replay: bool,
    anew: str,
) -> list[Entry]:
    store = context.store
    before = store.version_held(subject.table)
    made = {source.name: made_by(subject, source, context.settings.sources) for source in of_subject}
    reasons = {
        source.name: anew or why_anew(store, since, subject, source, made[source.name], done) for source in of_subject
    }
    reasons = {name: why for name, why in reasons.items() if why}
    work = pending(store, count, subject, of_subject, done if before is not None else {}, reasons, replay=replay)
    work.kept, work.horizon = kept(removed, subject, work), _horizon(context, subject)
    _say_news(context.say, subject, work)
    if context.dry_run or not work.any:
        return entries_of(work, subject, made, before, before)
    store.ensure(subject.table)
    counted = entries_of(work, subject, made, before, None)
    entry_of = {(entry.source_system, entry.input_table): entry for entry in counted}
    for part in work.parts():
        of_part = [entry_of[looked_at.source.name, str(looked_at.table)] for looked_at in (*part.facts, *part.others)]
        _decide_and_write(context, this_run, subject, part, of_part)
    store.check(subject.table)
    after = store.version(subject.table)
    for entry in counted:
        entry.version_after = after
    return counted


def _horizon(context: Context, subject: Subject) -> dt.date | None:
    """The day before which the last `retain` removed events of the subject; None where it never did, or takes none."""
    last = context.journal.last_done("retain").get((str(subject.table), None, None))
    if not last or not comes_again_in_vain(subject, SUBJECTS.values()):
        return None
    return first_day(subject.table, context.settings.retention, last["ended_at"].date())


def _say_news(say: Callable[[str], None], subject: Subject, work: Work) -> None:
    for new in [found for found in (*work.facts, *work.others) if found.rows]:
        why = f"all ({work.anew[new.source.name]})" if new.source.name in work.anew else "new"
        say(f"silver  {subject.name} from {new.source.name}: {new.rows:,} {why} rows of {new.table}")
    for name in [name for name in work.anew if name in work.kept]:
        until = work.kept[name].date()
        say(f"silver  {subject.name} from {name}: what was delivered until {until} is kept, its records are gone")
    if work.facts and not work.any:
        say(f"silver  {subject.name}: up to date")


def _decide_and_write(context: Context, this_run: Run, subject: Subject, work: Work, counted: list[Entry]) -> None:
    """What becomes of the records of some sources, and what their tables learn of it."""
    references.account(context.store, this_run, work, counted)
    if not work.active:
        return
    decide = history.decide if subject.history else facts.decide
    decided = whole_files.decided(decide, context.store, this_run, subject, work, counted)
    _say_condemned(context, subject, decided)
    write(context.store, this_run, subject, work, decided)
    if decided.to_merge:
        count_unknown(context.store, subject, decided.rows.where("to_merge"), counted)
    if decided.unmapped:
        unmapped.tell(context.store, context.say, subject, decided.rows.where("to_merge"))


def _say_condemned(context: Context, subject: Subject, decided: Decided) -> None:
    """Say which files are refused as a whole, and why; have somebody told as well, but not what they are called."""
    codes: dict[str, list[str]] = defaultdict(list)
    for source, verdict in decided.condemned:
        codes[source] += verdict.codes[:1]
        told = f"{', '.join(verdict.codes)}, {verdict.told}"
        context.say(f"silver  {subject.name} from {source}, {printable(verdict.file)}: {told}")
    for source, of_source in codes.items():
        if alert := refusal_alert(source, of_source):
            context.alert(alert)


JOB = Job(
    "silver_cleanse", "Turn new bronze rows into typed facts, each with exactly one fate.", run, ("source", "subject")
)


def main(argv: Sequence[str] | None = None) -> int:
    return run_job(JOB, argv)


if __name__ == "__main__":
    raise SystemExit(main())
