"""What runs cost, table by table over time, and how good what each source brought was, day by day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from edulake.cli.options import known_table, print_json, print_table
from edulake.ops.tables import JOB_RUNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from edulake.serving.query import View

    Entry = Mapping[str, Any]

# What a run cost for a table; null where nobody sees it, and of runs before it was counted.
COSTS = ("milliseconds", "cpu_milliseconds", "bytes_written", "peak_memory_bytes")
OF_TABLE = ("run_id", "job", "started_at", "status", "table_name", "records", "accepted", *COSTS)
OF_DAY = ("source_system", "day", "records", "refused", "refused_share", "faulty", "faulty_share", "data_quality_score")
UNITS = "s, cpu: seconds; MB: written, and memory at most since the process started"
SHARES = "refused of the records, faulty of those accepted; score: mean of data_quality_score; null: nobody counted it"


def of_table(lake: View, waiting: Iterable[Entry], name: str, limit: int, *, as_json: bool) -> None:
    """What each run cost for one table, newest first."""
    table = str(known_table(name, lake.catalog))
    entries = [entry for entry in _entries(lake, waiting) if entry["table_name"] == table]
    rows = by_run(entries)[:limit]
    if as_json:
        print_json(OF_TABLE, [tuple(row[column] for column in OF_TABLE) for row in rows])
        return
    columns = ("run", "started", "job", "s", "cpu", "records", "MB", "memory MB")
    print_table(f"What {table} cost", columns, [_spelled(row) for row in rows], f"times are UTC; {UNITS}")


def by_run(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """What each run did for one table, newest first: the sums of its rows, of which one holds the cost."""
    runs: dict[tuple[Any, ...], list[Entry]] = defaultdict(list)
    for entry in entries:
        runs[entry["started_at"], entry["run_id"], entry["job"]].append(entry)
    summed = []
    for (started_at, run_id, job), of in runs.items():
        common = {"run_id": run_id, "job": job, "started_at": started_at, "table_name": of[0]["table_name"]}
        counts = {"records": total(of, "records_in", "records_revisited"), "accepted": total(of, "accepted")}
        costs = {name: total(of, name) for name in COSTS}
        summed.append({**common, "status": of[0]["status"], **counts, **costs})
    return sorted(summed, key=lambda run: (run["started_at"], run["run_id"]), reverse=True)


def quality(lake: View, waiting: Iterable[Entry], limit: int, *, as_json: bool) -> None:
    """How good what each source brought was, day by day, newest first."""
    rows = by_day(_entries(lake, waiting))[:limit]
    if as_json:
        print_json(OF_DAY, [tuple(row[column] for column in OF_DAY) for row in rows])
        return
    columns = ("source", "day", "records", "refused", "share", "faulty", "share", "score")
    shown = [tuple("" if row[column] is None else row[column] for column in OF_DAY) for row in rows]
    print_table("What sources brought", columns, shown, f"days are UTC; {SHARES}")


def by_day(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """Records, what was refused and what was faulty of them, by source and day; of runs that decided upon records."""
    days: dict[tuple[dt.date, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry["source_system"] and entry["accepted"] is not None and entry["status"] != "FAILED":
            days[entry["started_at"].astimezone(dt.UTC).date(), entry["source_system"]].append(entry)
    found = []
    for (day, source), of in sorted(days.items(), key=lambda one: (-one[0][0].toordinal(), one[0][1])):
        records, refused = total(of, "records_in", "records_revisited"), total(of, "quarantined")
        counted = [entry for entry in of if entry.get("faulty") is not None]
        scored = [entry for entry in of if entry.get("quality_points") is not None]
        faulty, points = total(counted, "faulty"), total(scored, "quality_points")
        row = {"source_system": source, "day": day, "records": records, "refused": refused, "faulty": faulty}
        row["refused_share"] = share(refused, records)
        row["faulty_share"] = share(faulty, total(counted, "accepted"))
        row["data_quality_score"] = share(points, 100 * (total(scored, "accepted") or 0))
        if records:
            found.append(row)
    return found


def share(part: int | None, whole: int | None) -> Decimal | None:
    """A part of a whole in hundredths, half up; null where there is no whole."""
    if part is None or not whole:
        return None
    return (Decimal(part) / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)


def total(entries: Sequence[Entry], *names: str) -> int | None:
    """The sum of what was counted; None where nothing was."""
    counted = [entry[name] for entry in entries for name in names if entry.get(name) is not None]
    return sum(counted) if counted else None


def seconds(milliseconds: int | None) -> Decimal | None:
    return None if milliseconds is None else (Decimal(milliseconds) / 1000).quantize(Decimal("0.1"), ROUND_HALF_UP)


def megabytes(size: int | None) -> Decimal | None:
    return None if size is None else (Decimal(size) / 10**6).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _entries(lake: View, waiting: Iterable[Entry]) -> list[Entry]:
    """Rows of ops.job_runs, and those that wait to be; a warehouse of before a column was counted lacks it."""
    found = lake.query(f"SELECT * FROM {JOB_RUNS} WHERE status <> 'FAILED'") if lake.exists(JOB_RUNS) else None
    rows = [dict(zip(found.columns, row, strict=True)) for row in found.rows] if found else []
    return [*rows, *waiting]


def _spelled(run: Mapping[str, Any]) -> tuple[Any, ...]:
    when = f"{run['started_at']:%m-%d %H:%M}"
    cost = (seconds(run["milliseconds"]), seconds(run["cpu_milliseconds"]))
    size = (megabytes(run["bytes_written"]), megabytes(run["peak_memory_bytes"]))
    shown = (run["run_id"][:6], when, run["job"], *cost, run["records"], *size)
    return tuple("" if value is None else value for value in shown)
