"""What silver would refuse of the first records of files, and why: the real jobs in a warehouse that is thrown away."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from edulake.config.load import load, platform
from edulake.jobs import bronze_ingest, silver_cleanse
from edulake.jobs.runner.context import Context
from edulake.landing.suggest.firsts import deliver
from edulake.ops.tables import QUARANTINE
from edulake.silver import SUBJECTS
from edulake.store import session
from edulake.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pyspark.sql import SparkSession

    from edulake.landing.suggest.block import Block


class Refused(NamedTuple):
    """Records or files of one source and subject that were refused for a reason, and what that means."""

    source: str
    subject: str
    reason: str
    number: int
    meaning: str


class Tried(NamedTuple):
    """How many records were cleansed, how many of them accepted, and what was refused."""

    records: int
    accepted: int
    refused: list[Refused]


def tried(blocks: Sequence[Block], toml: str, folder: Path, spark: SparkSession | None = None) -> Tried:
    """Runs the jobs on the first records of each file of the blocks, in `folder`; without a session, in a new one."""
    conf = folder / "suggested.toml"
    conf.write_text(toml, "utf-8")
    for number, block in enumerate(blocks):
        for place, table in enumerate(block.kind.tables):
            deliver(
                table,
                folder / "landing" / block.folder / f"{number}-{place}",
                is_tidy=block.kind.is_tidy,
            )
    every = load(str(conf), str(folder / "warehouse"), str(folder / "landing"), platform())
    ours = replace(every, sources={block.name: every.sources[block.name] for block in blocks})
    store = Store(spark or session.for_platform(ours), ours)
    context = Context(ours, store, tell=lambda _: None)
    runs = [*bronze_ingest.run(context), *silver_cleanse.run(context)]
    context.journal.close()
    entries = [entry for entry in runs[-1].entries if entry.records_in]
    return Tried(
        sum(entry.records_in or 0 for entry in entries), sum(entry.accepted or 0 for entry in entries), _refused(store)
    )


def _refused(store: Store) -> list[Refused]:
    if not store.exists(QUARANTINE):
        return []
    columns = ("source_system", "subject", "reason_codes")
    counted = store.read(QUARANTINE).groupBy(*columns).count().collect()
    meanings = {rule.code: rule.meaning for subject in SUBJECTS.values() for rule in subject.refusals}
    found = [
        Refused(row[0], row[1], code, row["count"], meanings.get(code, "")) for row in counted for code in row[2] or ()
    ]
    return sorted(found)
