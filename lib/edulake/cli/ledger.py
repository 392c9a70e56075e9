"""runs: what every run did, whether its records balance, and what it cost."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from edulake.cli import costs
from edulake.cli.options import LOOK, AsJson, Conf, Warehouse, looking, print_json, print_table, settings
from edulake.errors import ConfigError
from edulake.ops import pending_runs
from edulake.ops.tables import FATES, JOB_RUNS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edulake.serving.query import View

OF_A_RUN = ("run_id", "job", "started_at", "ended_at", "status", "error_code")
LEGEND = "records: new, or looked at again; other: duplicate, stale or out of scope"
COUNTED = ("files_new", "files_refused", "records_in", "records_revisited", *FATES)


def add_to(app: typer.Typer) -> None:
    app.command("runs", rich_help_panel=LOOK)(runs)


def runs(
    run: Annotated[
        str | None, typer.Argument(metavar="[RUN]", help="a run's id, or how it begins: table by table")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="at most so many runs")] = 20,
    failed: Annotated[bool, typer.Option("--failed", help="only those that failed, or are partial")] = False,
    table: Annotated[str | None, typer.Option("--table", metavar="TABLE", help="what each run cost for it")] = None,
    quality: Annotated[bool, typer.Option("--quality", help="refused, faulty and score by source and day")] = False,
    warehouse: Warehouse = None,
    conf: Conf = None,
    as_json: AsJson = False,
) -> None:
    """What each run did, newest first, and whether its records balance; what it cost, and how good sources were."""
    if sum(map(bool, (run, table, quality, failed))) > 1:
        raise ConfigError("RUN, --failed, --table and --quality exclude each other", "", "choose one of them")
    with looking(warehouse, conf) as lake:
        waiting = pending_runs.waiting(settings(warehouse, conf).folder)
        if table:
            costs.of_table(lake, waiting, table, limit, as_json=as_json)
            return
        if quality:
            costs.quality(lake, waiting, limit, as_json=as_json)
            return
        if run:
            _one_run(lake, waiting, run, as_json=as_json)
            return
        found = _written(lake, limit, "status <> 'SUCCESS'" if failed else "")
    found += [] if failed else _summed(waiting)
    rows = sorted(found, key=_newest_first)[:limit]
    if as_json:
        print_json((*OF_A_RUN, *COUNTED, "balanced"), [(*row, _balanced(row)) for row in rows])
        return
    columns = ("run", "started", "job", "status", "s", "records", "accepted", "refused", "other")
    note = f"times are UTC; {LEGEND}; edulake runs RUN: table by table"
    print_table("Runs", columns, [_spelled(dict(zip((*OF_A_RUN, *COUNTED), row, strict=True))) for row in rows], note)


def _newest_first(run: Sequence[Any]) -> tuple[float, str]:
    _, job, started_at, *_ = run
    return -started_at.timestamp(), job


def _summed(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """A row for each run: what it is, and the sums of what it counted."""
    by_run: dict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        by_run[tuple(row[name] for name in OF_A_RUN)].append(row)
    return [(*run, *(_sum([row[name] for row in of]) for name in COUNTED)) for run, of in by_run.items()]


def _written(lake: View, limit: int, condition: str) -> list[tuple[Any, ...]]:
    if not lake.exists(JOB_RUNS):
        return []
    sums = ", ".join(f"sum({name}) AS {name}" for name in COUNTED)
    where = f" WHERE {condition}" if condition else ""
    common = ", ".join(OF_A_RUN)
    sql = (
        f"SELECT {common}, {sums} FROM {JOB_RUNS}{where} GROUP BY {common} ORDER BY started_at DESC, job LIMIT {limit}"
    )
    return lake.query(sql).rows


def _spelled(run: dict[str, Any]) -> tuple[Any, ...]:
    seconds = round((run["ended_at"] - run["started_at"]).total_seconds())
    status = {"SUCCESS": "ok", "PARTIAL": "partial"}.get(run["status"]) or run["error_code"] or run["status"]
    if status == "ok" and not _balanced([run[name] for name in (*OF_A_RUN, *COUNTED)]):
        status = "UNBALANCED"
    when = f"{run['started_at']:%m-%d %H:%M}"
    counts = (_came(run), run["accepted"], run["quarantined"], _other(run))
    job = run["job"].removesuffix("_ingest").removesuffix("_cleanse").removesuffix("_aggregate")
    return (run["run_id"][:6], when, job, status, seconds, *counts)


def _balanced(row: Sequence[Any]) -> bool:
    """Whether every record that came in has one fate; a job that decides no fates has nothing to balance."""
    run: dict[str, Any] = dict(zip((*OF_A_RUN, *COUNTED), row, strict=False))
    if run["accepted"] is None:
        return True
    return (_came(run) or 0) == sum(run[fate] or 0 for fate in FATES)


def _came(counted: dict[str, Any]) -> int | None:
    """Records that were decided upon: those that came in, and earlier ones that were looked at again."""
    return _sum([counted[name] for name in ("records_in", "records_revisited")])


def _other(counted: dict[str, Any]) -> int | None:
    return _sum([counted[fate] for fate in FATES if fate not in ("accepted", "quarantined")])


def _one_run(lake: View, waiting: list[dict[str, Any]], run: str, *, as_json: bool) -> None:
    found = lake.query(f"SELECT * FROM {JOB_RUNS}") if lake.exists(JOB_RUNS) else None
    entries = [dict(zip(found.columns, row, strict=True)) for row in found.rows] if found else []
    entries = [entry for entry in [*entries, *waiting] if entry["run_id"].startswith(run)]
    if not entries:
        raise ConfigError(f"no run's id begins with {run}", "", "`edulake runs` lists them")
    if len({entry["run_id"] for entry in entries}) > 1:
        raise ConfigError(f"more than one run's id begins with {run}", "", "give more of it")
    if as_json:
        print_json(tuple(entries[0]), [tuple(entry.values()) for entry in entries])
        return
    first = entries[0]
    title = f"{first['job']} {first['run_id']}, {first['started_at']:%Y-%m-%d %H:%M:%S} UTC, {first['status']}"
    notes = sorted({entry["note"] for entry in entries if entry["note"]})
    columns = ("table, source", "records", "accepted", "refused", "other", "s", "cpu", "MB")
    print_table(title, columns, _by_table(entries), "\n".join([f"{LEGEND}; {costs.UNITS}", *notes]))


def _by_table(entries: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """A line for each table, and below it one for each of its sources, with the sums of what it read for it."""
    rows: list[tuple[Any, ...]] = []
    for table in dict.fromkeys(entry["table_name"] for entry in entries):
        of_table = [entry for entry in entries if entry["table_name"] == table]
        rows.append((table or "nothing was written", "", "", "", "", *_cost(of_table)))
        for source in sorted({entry["source_system"] or entry["input_table"] or "" for entry in of_table}):
            of_source = [e for e in of_table if source == (e["source_system"] or e["input_table"] or "")]
            counted = {name: _sum([entry[name] for entry in of_source]) for name in COUNTED}
            row = (_came(counted), counted["accepted"], counted["quarantined"], _other(counted))
            rows.append((f"  {source}", *row, "", "", ""))
    return rows


def _cost(entries: list[dict[str, Any]]) -> list[Any]:
    """Seconds, seconds of CPU and megabytes written of a table; nothing where nobody counted it."""
    counted = {name: costs.total(entries, name) for name in costs.COSTS}
    took = [costs.seconds(counted[name]) for name in ("milliseconds", "cpu_milliseconds")]
    shown = [*took, costs.megabytes(counted["bytes_written"])]
    return ["" if value is None else value for value in shown]


def _sum(counts: list[int | None]) -> int | None:
    """The sum of what was counted; None where nothing was."""
    counted = [count for count in counts if count is not None]
    return sum(counted) if counted else None
