"""01_bronze: is everything here that was delivered?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake import bronze
from edulake.ops.tables import JOB_RUNS
from edulake.serving.notebook import draw
from edulake.serving.notebook.exhibit import Exhibit
from edulake.serving.notebook.lakehouse import asks

if TYPE_CHECKING:
    from edulake.serving.notebook.lakehouse import Lakehouse

MEGABYTE = 1e6
FILES = ("files_new", "files_redelivered", "files_refused", "files_empty", "files_hidden")
BY_SOURCE = f"""
SELECT coalesce(source_system, '?') AS source, sum(coalesce(records_in, 0)) AS records,
       {", ".join(f"sum(coalesce({name}, 0)) AS {name}" for name in FILES)}
FROM {JOB_RUNS} WHERE job = 'bronze_ingest' AND status <> 'FAILED' GROUP BY source_system ORDER BY records DESC, source
"""
LAST_DELIVERIES = """
SELECT source_system, source_file, count(*) AS records, max(source_file_bytes) AS bytes,
       max(delivered_at) AS delivered_at, max(batch_id) AS batch
FROM {table} GROUP BY source_system, source_file ORDER BY delivered_at DESC, source_file LIMIT 8
"""
TROUBLE = """
SELECT '{table}' AS name, parse_issue AS issue, count(*) AS records FROM {table}
WHERE parse_issue IS NOT NULL GROUP BY parse_issue
"""


def tables(lake: Lakehouse) -> Exhibit:
    """Every bronze table with its rows and size."""
    there = [table for table in bronze.TABLES if lake.has(table)]
    if not there:
        return Exhibit("There is no bronze table yet: nothing has been delivered, or bronze_ingest has not run.")
    counts = {str(table): lake.rows(f"SELECT count(*) AS n FROM {table}")[0]["n"] for table in there}
    sizes = [lake.view.size(table) for table in there]
    rows = [
        (str(table), table.meaning.split(":")[0].rstrip("."), counts[str(table)], size.files, size.bytes / MEGABYTE)
        for table, size in zip(there, sizes, strict=True)
    ]
    says = f"{sum(counts.values()):,} records lie in {len(there)} tables, each as it was delivered."
    return Exhibit(says, None, ("table", "what it holds", "rows", "files", "MB"), rows)


@asks(JOB_RUNS)
def deliveries(lake: Lakehouse) -> Exhibit:
    """Records and files by source, over all runs."""
    rows = lake.rows(BY_SOURCE)
    if not rows:
        return Exhibit("No run of bronze_ingest has been recorded.")
    refused = sum(row["files_refused"] for row in rows)
    says = f"{sum(row['records'] for row in rows):,} records came from {len(rows)} sources. "
    says += f"{refused:,} files were refused as a whole." if refused else "No file was refused as a whole."
    drawn = {row["source"]: row["records"] for row in rows if row["records"]}
    figure = draw.bars(drawn, "Records delivered, by source") if drawn else None
    head = ("source", "records", *[name.removeprefix("files_") + " files" for name in FILES])
    return Exhibit(
        says, figure, head, [(row["source"], row["records"], *[row[name] for name in FILES]) for row in rows]
    )


def provenance(lake: Lakehouse) -> Exhibit:
    """The files delivered last of the table with the newest load, without a word of what they say."""
    there = [table for table in bronze.TABLES if lake.has(table)]
    if not there:
        return Exhibit("There is no bronze table yet.")
    loaded = {table: lake.rows(f"SELECT max(ingestion_timestamp) AS last FROM {table}")[0]["last"] for table in there}
    newest = max((table for table in there if loaded[table]), key=lambda table: loaded[table], default=there[0])
    rows = [tuple(row.values()) for row in lake.rows(LAST_DELIVERIES.format(table=newest))]
    says = f"Each row knows its file, its load and its own text. The newest files in {newest}:"
    return Exhibit(says, None, ("source", "file", "records", "bytes", "delivered", "batch"), rows)


def unreadable(lake: Lakehouse) -> Exhibit:
    """Records that could not be taken apart; they are kept, and judged in silver."""
    rows = [row for table in bronze.TABLES if lake.has(table) for row in lake.rows(TROUBLE.format(table=table))]
    if not rows:
        return Exhibit("Every record could be taken apart into its fields.")
    says = f"{sum(row['records'] for row in rows):,} records could not be taken apart. They are kept as they came."
    return Exhibit(says, None, ("table", "why", "records"), [tuple(row.values()) for row in rows])
