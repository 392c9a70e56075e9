"""Records in quarantine that are kept no longer than the bronze table that holds them, or would have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F
from pyspark.sql import types as T

from edulake.ops.tables import DELIVERIES, QUARANTINE
from edulake.silver.aging import days_kept, first_day
from edulake.store.small_frame import as_frame

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from pyspark.sql import DataFrame

    from edulake.bronze import Source
    from edulake.config.retention import Retention
    from edulake.contract.table import Table
    from edulake.silver import Subject
    from edulake.store.store import Store

FIRST_DAYS = T.StructType([T.StructField("subject", T.StringType()), T.StructField("first_day", T.DateType())])


def first_days(
    sources: Sequence[Source], subjects: Mapping[str, Subject], tables: Sequence[Table], of: Retention, today: dt.date
) -> dict[str, dt.date]:
    """By subject, or bronze table, the first day that bronze keeps of it: no payload outlives its bronze table.

    Of a subject that several tables deliver the strictest counts: one column holds the records of all of them.
    """
    holding = {name: [subject.form.table] for name, subject in subjects.items()}
    for source in sources:
        holding.setdefault(source.subject, []).append(source.facts)
    by_table = {str(table): first_day(table, of, today) for table in tables}
    by_subject = {
        name: first_day(min(facts, key=lambda table: days_kept(table, of)), of, today)
        for name, facts in holding.items()
    }
    return {**by_table, **by_subject}


def old(store: Store, first: Mapping[str, dt.date], today: dt.date) -> DataFrame:
    """The ids of records delivered before the `first` day of their subject, or that of quarantine itself.

    When a record came is said by the ledger, else by its file's time. The row of a file that was refused as a whole
    holds no record and stays: without it the file would be tried, and refused, again. Records that are open because of
    what speaks against all of their file stay as long as bronze holds them: a history reads those again, and would
    believe what nobody doubts any more.
    """
    delivered = (
        store.read(DELIVERIES)
        .groupBy("source_system", "source_file", "source_file_sha256")
        .agg(F.min("delivered_at").alias("delivered_at"))
    )
    named = ["source_system", "source_file", "source_file_sha256"]
    came = F.coalesce("delivered_at", "source_file_modified_at", "quarantined_at")
    own = first_day(QUARANTINE, store.settings.retention, today)
    kept = as_frame(store.spark, list(first.items()), FIRST_DAYS)
    records = store.read(QUARANTINE).where("payload_form <> 'file'").join(delivered, on=named, how="left")
    is_doubted = F.col("advice").isNotNull() & (F.col("status") == "OPEN")
    first_day_kept = F.when(is_doubted & F.col("first_day").isNotNull(), F.col("first_day")).otherwise(
        F.greatest("first_day", F.lit(own))
    )
    dated = records.join(F.broadcast(kept), on="subject", how="left")
    return dated.where(F.to_date(came) < first_day_kept).select("quarantine_id")
