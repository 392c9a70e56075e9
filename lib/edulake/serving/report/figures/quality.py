"""Did everything arrive, and what was refused?"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from edulake.ops.tables import FATES, JOB_RUNS
from edulake.serving.questions import operations
from edulake.serving.questions.operations import BALANCE, REFUSED
from edulake.serving.report import charts
from edulake.serving.report.figures import plain, quality_by_day
from edulake.serving.report.parts import Action, Chart, Section, Table, Tile, columns
from edulake.serving.report.words import spelled
from edulake.silver import SUBJECTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edulake.serving.questions.question import Row
    from edulake.serving.report.parts import Choices
    from edulake.serving.report.reading import Reading

SUMS = ", ".join(f"sum(coalesce({name}, 0)) AS {name}" for name in FATES)
LONGEST = 200
BY_RUN = f"""
SELECT run_id, job, started_at, max(ended_at) AS ended_at, max(status) AS status, max(error_code) AS error,
       sum(coalesce(records_in, 0) + coalesce(records_revisited, 0)) AS came, {SUMS}
FROM {JOB_RUNS} GROUP BY run_id, job, started_at ORDER BY started_at DESC LIMIT {LONGEST}
"""
JUDGED = ("silver_cleanse", "replay")


def section(lake: Reading, _: Choices) -> Section:
    made = Section("quality", "Data quality", "Did everything arrive, and what was refused?")
    if lake.has(JOB_RUNS):
        _sources(made, lake.all_of(BALANCE))
        _refused(made, lake.all_of(REFUSED))
        quality_by_day.add_to(made, lake)
        _runs(made, lake.rows(BY_RUN))
    else:
        made.empty = "No run has been recorded yet. Run the pipeline."
    plain.add_to(made, lake, operations.RECORDS, (BALANCE, REFUSED))
    return made


def balance(row: Row) -> str:
    """Exact where every record that came has one fate."""
    off = row["came"] - sum(row[name] for name in FATES)
    return "exact" if off == 0 else f"off by {off:,}"


def _sources(made: Section, rows: Sequence[Row]) -> None:
    table = [[row["source"], row["came"], *[row[name] for name in FATES], row["balance"]] for row in rows]
    off = [row for row in table if row[-1] != "exact"]
    if not table:
        return
    records = sum(row[1] for row in table)
    made.tiles.append(
        Tile("Records in balance", "all" if not off else "not all", f"{records:,} records, {len(table)} sources")
    )
    made.answer = (
        f"Each of {records:,} records has one fate: accepted, refused, duplicate, stale or out of scope."
        if not off
        else f"{len(off)} sources do not balance."
    )
    if off:
        made.actions.append(
            Action(
                1,
                str(len(off)),
                "sources do not balance: records are missing",
                "Report this with the run's id before anybody uses the figures.",
                made.anchor,
            )
        )
    head = ("Source", "Records", "Accepted", "Refused", "Duplicate", "Stale", "Out of scope", "Balance")
    made.parts.append(Table("Balance of each source", head, ("text", "count", *columns("count", FATES), "text"), table))


def _refused(made: Section, rows: Sequence[Row]) -> None:
    """Records, not students: what was refused was never known to be anybody's."""
    by_code: Counter[str] = Counter()
    table: list[list[Any]] = []
    for row in rows:
        codes = [code for code in row["codes"] if code]
        by_code.update(dict.fromkeys(codes, row["records"]))
        table.append([row["source"], ", ".join(codes), row["records"]])
    if not table:
        return
    table.sort(key=lambda row: (-row[2], row[0], row[1]))
    ordered = [code for code, _ in by_code.most_common(12)]
    title = "Refused records by reason"
    drawn = [{"reason": code, "records": by_code[code]} for code in ordered]
    numbers = Table(title, ("Source", "Reasons", "Records"), ("text", "text", "count"), table)
    total = sum(row[2] for row in table)
    says = f"{total:,} records are refused and wait; most often for {ordered[0]}. A record may have several reasons."
    spec = charts.bars(drawn, "reason", charts.number("records", "Records"), ordered)
    made.parts.append(Chart(title, spec, says, numbers))
    source, codes, records = table[0]
    meanings: dict[str, str] = {rule.code: rule.meaning for of in SUBJECTS.values() for rule in of.refusals}
    why = ", ".join(meanings.get(code, code) for code in str(codes).split(", "))
    made.actions.append(
        Action(
            4,
            f"{records:,}",
            f"records of {source} were refused: {why}",
            "Have the source corrected, then run replay: nothing is lost until then.",
            made.anchor,
        )
    )


def _runs(made: Section, rows: Sequence[Row]) -> None:
    if rows and rows[0]["status"] == "FAILED":
        made.actions.append(
            Action(
                1,
                "Failed",
                f"is how the last run ({rows[0]['job']}) ended: {rows[0]['error'] or 'unexpected'}",
                "Run it again: it goes on where it stopped. `edulake runs` says more.",
                made.anchor,
            )
        )
    ended = [row["ended_at"] for row in rows if row["status"] != "FAILED"]
    if ended:
        made.tiles.append(Tile("Last successful run", spelled(max(ended)), "UTC"))
    table = [
        [
            row["started_at"],
            row["job"],
            row["run_id"][:8],
            row["status"].lower(),
            (row["ended_at"] - row["started_at"]).total_seconds(),
            *_counts(row),
        ]
        for row in rows
    ]
    head = (
        "Started (UTC)",
        "Job",
        "Run",
        "Status",
        "Seconds",
        "Records",
        "Accepted",
        "Refused",
        "Other",
        "Balance",
    )
    kinds = ("time", "text", "text", "text", *columns("count", head[4:-1]), "text")
    note = "Other: duplicate, stale or out of scope. Only jobs that judge records have a balance."
    note += f" The last {LONGEST} runs." if len(rows) == LONGEST else ""
    made.parts.append(Table("Runs", head, kinds, table, note))


def _counts(row: Row) -> list[Any]:
    if row["job"] in JUDGED and row["came"]:
        other = sum(row[name] for name in FATES[2:])
        return [row["came"], row["accepted"], row["quarantined"], other, balance(row)]
    return [row["came"] or None, *[None] * 4]
