"""From files to PostgreSQL: what is served is what gold has, whoever reads it."""

from __future__ import annotations

import pytest
from lake import Lake, record
from postgres import Server
from serving_rows import ready

from edulake.gold import PRODUCTS
from edulake.serving.query.spark import SparkView

pytestmark = pytest.mark.once

TABLE = PRODUCTS["student_performance_aggregates"].table


def test_what_is_served_is_what_gold_has(lake: Lake, server: Server) -> None:
    results = [record(assessment_id=f"A{n}", student_id=f"STU{n % 7}", score=f"{60 + n}.5") for n in range(20)]
    lake.deliver_json("lms_system_a/1.jsonl", *results)
    lake.run(source=["lms_system_a"], subject=["assessments"], product=[TABLE.name])
    gold = {(r["student_id"], r["total_assessments"], r["avg_score"], r["risk_level"]) for r in lake.rows(TABLE)}
    sql = f"SELECT student_id, total_assessments, avg_score, risk_level FROM people.{TABLE.name}"
    with ready(lake.landing.parent, server) as world:
        world.settings = lake.settings
        assert not world.publish(tables=[TABLE.name]).failures
        assert set(world.asks(sql)) == gold
        assert world.publish(tables=[TABLE.name], view=SparkView(lake.settings)).entries == [], "the same versions"
        world.asks(f"DROP TABLE people.{TABLE.name}")
        [entry] = world.publish(tables=[TABLE.name], view=SparkView(lake.settings)).entries
        assert (entry.status, entry.rows_served) == ("REPAIRED", len(gold))
        assert set(world.asks(sql)) == gold
        world.publish(tables=[TABLE.name])
        assert [row[1] for row in world.log()] == ["SUCCESS", "REPAIRED"], "both spell the rows in the same way"
