"""What became of runs, as the last line of a job says it to its scheduler."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edulake.ops.runs import Run


def status(runs: Sequence[Run]) -> dict[str, object]:
    """PARTIAL, and why, where one of the runs did without a part of its work."""
    partial = [run.error_code for run in runs if run.status == "PARTIAL"]
    return {"status": "PARTIAL", "error": partial[0]} if partial else {"status": "SUCCESS"}


def summary(runs: Sequence[Run]) -> dict[str, object]:
    """The first run's id, the sums of what was counted, and the newest version of each table."""
    rows: dict[str, int] = {}
    tables: dict[str, int] = {}
    for run in runs:
        for entry in run.entries:
            if entry.version_after is not None and entry.table_name:
                tables[entry.table_name] = entry.version_after
        for name, count in run.totals().items():
            if run.job == "bronze_ingest":
                rows["delivered" if name == "records_in" else name] = rows.get(name, 0) + count
            elif name not in ("files_new", "records_in"):
                rows[name] = rows.get(name, 0) + count
    return {"run_id": runs[0].run_id if runs else None, "rows": rows, "tables": tables}
