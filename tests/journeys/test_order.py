"""Any order and any split of deliveries leads to the same silver and gold.

The default set knows it of all subjects and products, for one order: test_products.py.
"""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lake import Lake, record
from pyspark.sql import SparkSession

from edulake.gold import PRODUCTS
from edulake.governance import catalog
from edulake.silver import SUBJECTS

pytestmark = [pytest.mark.slow, pytest.mark.once]

FACTS = SUBJECTS["assessments"].table
COMPARED = [FACTS, *(p.table for p in PRODUCTS.values() if FACTS in [read.table for read in p.inputs])]
DAYS = ("2025-01-01", "2025-01-02", "2025-01-03")


@st.composite
def deliveries(draw: st.DrawFn) -> dict[str, str]:
    """A few files of one source: versions of few keys, with and without update times, repeats and garbage."""
    updates = st.sampled_from([None, "2024-03-06T10:00:00Z", "2024-03-07T10:00:00Z"])
    records = st.builds(
        lambda key, score, updated, grade, student: record(
            assessment_id=key, score=score, updated_at=updated, grade_level=grade, student_id=student
        ),
        st.sampled_from(["1", "2", "3"]),
        st.sampled_from(["70", "80", "90", "bad"]),
        updates,
        st.sampled_from(["3", "4"]),
        st.sampled_from(["STU1", "STU2", ""]),
    )
    lines = st.one_of(records.map(json.dumps), st.just("no json"))
    files = draw(st.lists(st.lists(lines, min_size=1, max_size=4), min_size=2, max_size=4))
    # Two files with one content would be one delivery, dated by the first that came.
    contents = dict.fromkeys("\n".join(lines) + "\n" for lines in files)
    return {f"lms_system_a/{DAYS[n % 3]}/{n}.jsonl": content for n, content in enumerate(contents)}


def outcome(spark: SparkSession, folder: Path, groups: list[dict[str, str]]) -> dict[str, list[dict[str, Any]]]:
    """Silver and gold after one run for each group of deliveries, in that order."""
    lake = Lake(spark, folder)
    for group in groups:
        for name, content in group.items():
            lake.deliver(name, content)
        for run in lake.run():
            for entry in run.entries:
                if run.job == "silver_cleanse":
                    entry.must_balance()
    return {str(table): lake.content(table) for table in COMPARED}


def shuffled(files: dict[str, str], seed: int) -> list[dict[str, str]]:
    """The files in a random order, dealt into random runs."""
    rng = random.Random(seed)
    names = rng.sample(sorted(files), len(files))
    cuts = sorted(rng.sample(range(1, len(names)), rng.randrange(len(names))))
    return [{name: files[name] for name in names[a:b]} for a, b in zip([0, *cuts], [*cuts, len(names)], strict=True)]


def check(spark: SparkSession, folder: Path, files: dict[str, str], seed: int) -> None:
    at_once = outcome(spark, folder / f"{seed}-once", [files])
    assert outcome(spark, folder / f"{seed}-split", shuffled(files, seed)) == at_once


QUIET = {"deadline": None, "suppress_health_check": list(HealthCheck), "database": None}


def test_order_and_split_do_not_matter_fifty_times(
    spark: SparkSession, tmp_path_factory: pytest.TempPathFactory
) -> None:
    @settings(max_examples=50, **QUIET)
    @given(deliveries(), st.integers(0, 10**6))
    def run(files: dict[str, str], seed: int) -> None:
        check(spark, tmp_path_factory.mktemp("order"), files, seed)

    run()


def test_a_repeat_moves_its_content_forward(lake: Lake) -> None:
    """Without update times A, B, A in three deliveries is A, in whatever order they are loaded."""
    a, b = record(score="70", updated_at=None), record(score="80", updated_at=None)
    for day, content in (("01", a), ("03", {**a, "extra": 1}), ("02", b)):
        lake.deliver_json(f"lms_system_a/2025-01-{day}/x.jsonl", content, modified=datetime(2025, 1, 9, tzinfo=UTC))
        lake.run()
    assert [str(fact["score"]) for fact in lake.facts()] == ["70.00"]
    assert {str(table) for table in lake.store.existing(catalog.TABLES)} >= {str(table) for table in COMPARED}
