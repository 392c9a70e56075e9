"""Ledgers without ids of their lines: true repeats stay, a period delivered again adds nothing, in any order."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from lake import Lake
from pyspark.sql import SparkSession

from edulake.ops.runs import Entry
from edulake.silver import SUBJECTS

pytestmark = [pytest.mark.once, pytest.mark.more]
TABLE = SUBJECTS["finance_postings"].table
BLOCK = """
[sources.{name}]
subject = "finance_postings"
files = "**/*.csv"
format = "csv"
snapshot = {snapshot}
[sources.{name}.columns]
posted_date = "date"
account_id = "account"
amount = "amount"
payee = "payee"
[sources.{name}.constants]
measure = "Actual"
first_month = "7"
[sources.{name}.money]
currency = "USD"
"""
# One tells of periods, which overlap; the other of all there is each time.
PERIODS, WHOLE = "periods", "whole"
CONF = BLOCK.format(name=PERIODS, snapshot="false") + BLOCK.format(name=WHOLE, snapshot="true")
DAYS = [f"2025-01-{number:02d}" for number in range(1, 13)]
Line = tuple[str, str, str, str]


def ledger(seed: int) -> list[Line]:
    """Lines of which many are like another one."""
    chance = random.Random(seed)
    return [
        (day, chance.choice("ab"), chance.choice(["5.00", "-5.00"]), chance.choice(["Doe", ""]))
        for day in DAYS
        for _ in range(chance.randint(0, 6))
    ]


def deliveries(seed: int) -> dict[str, list[Line]]:
    """By folder: periods of whole days, one of them twice and one corrected in a line; and of the other source all."""
    chance = random.Random(seed)
    lines = ledger(seed)
    spans = [(0, 5), (4, 9), (4, 9), (0, 12), (8, 12), (2, 3)]
    files = {
        f"{PERIODS}/2025-02-{n:02d}": [line for line in lines if line[0] in DAYS[first:last]]
        for n, (first, last) in enumerate(spans, 1)
    }
    corrected = list(files[f"{PERIODS}/2025-02-05"])
    corrected[0] = (*corrected[0][:2], "7.77", "")
    files[f"{PERIODS}/2025-02-05"] = corrected
    fewer = [*lines[:-1], (*lines[-1][:2], "8.88", "")]
    files |= {f"{WHOLE}/2025-02-{n:02d}": all_ for n, all_ in enumerate((lines, fewer, [*fewer, fewer[0]]), 1)}
    for of in files.values():
        chance.shuffle(of)
    return files


def due(files: dict[str, list[Line]]) -> dict[str, Counter[Line]]:
    """Of periods each line as often as a file says it that says it most often; of snapshots what the last one says."""
    said: Counter[Line] = Counter()
    for folder, lines in files.items():
        said |= Counter(lines) if folder.startswith(PERIODS) else Counter()
    return {PERIODS: said, WHOLE: Counter(files[max(folder for folder in files if folder.startswith(WHOLE))])}


def held(lake: Lake) -> dict[str, Counter[Line]]:
    found: dict[str, Counter[Line]] = {PERIODS: Counter(), WHOLE: Counter()}
    for row in lake.rows(TABLE):
        line = (row["posted_date"].isoformat(), row["account_id"], str(row["amount"]), row["payee"] or "")
        found[row["source_system"]][line] += 1
    return found


def bring(lake: Lake, files: dict[str, list[Line]]) -> dict[str, Entry]:
    for folder, lines in files.items():
        text = "".join(f"{','.join(line)}\n" for line in [("date", "account", "amount", "payee"), *lines])
        lake.deliver(f"{folder}/ledger.csv", text)
    lake.ingest()
    return {entry.source_system: entry for entry in lake.cleanse(subject=["finance_postings"]).entries}


def test_any_order_of_deliveries_tells_each_entry_as_often_as_it_happened(spark: SparkSession, tmp_path: Path) -> None:
    files = deliveries(3)
    expected = due(files)
    assert all(max(lines.values()) > 1 for lines in expected.values())
    kept: list[list[dict[str, Any]]] = []
    for seed in range(2):
        order = list(files)
        random.Random(seed).shuffle(order)
        lake = Lake(spark, tmp_path / str(seed)).configured("[limits]\nsnapshot_shrink = 1.0\n" + CONF)
        for part in (order[:3], order[3:5], order[5:]):
            bring(lake, {folder: files[folder] for folder in part})
        assert held(lake) == expected, order
        kept.append(lake.content(TABLE))
    assert kept[0] == kept[1]


def test_a_period_that_is_delivered_again_is_a_duplicate(spark: SparkSession, tmp_path: Path) -> None:
    lake = Lake(spark, tmp_path).configured(CONF)
    lines = [("2025-01-01", "a", "5.00", "Doe")] * 3 + [
        ("2025-01-02", "a", "5.00", "Doe"),
        ("2025-01-02", "a", "x", ""),
    ]
    first = bring(lake, {f"{PERIODS}/2025-02-01": lines})[PERIODS]
    assert (first.records_in, first.accepted, first.quarantined) == (5, 4, 1)
    again = bring(lake, {f"{PERIODS}/2025-02-02": [*lines[::-1], lines[0]]})[PERIODS]
    assert (again.records_in, again.accepted, again.duplicate, again.quarantined) == (6, 1, 4, 1), "a fourth payment"
