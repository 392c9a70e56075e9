"""What is told: tables by name, with columns and types that their readers know."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
from pyspark.sql import SparkSession

from edulake.bronze.babblr import tables as read
from edulake.config.load import shipped
from edulake.jobs.steps.generate.language.calendar import LAST_EXPORT
from edulake.jobs.steps.generate.language.plan import tables

pytestmark = [pytest.mark.once, pytest.mark.more]
FEEDS = (
    read.CONVERSATIONS, read.MESSAGES, read.LESSONS, read.LESSON_PROGRESS, read.ASSESSMENTS, read.ATTEMPTS,
    read.USER_LEVELS,
)  # fmt: skip
WHOLE = {"id", "user_id", "conversation_id", "lesson_id", "assessment_id", "order_index", "duration_minutes",
         "total_questions", "correct_answers", "exposure_id"}  # fmt: skip
NUMBERS = {"score", "completion_percentage", "mastery_score", "proficiency_score"}


def test_tables_have_the_columns_that_their_readers_ask_for(app: Any, spark: SparkSession) -> None:
    told = tables(spark, app.world, app.facts)
    blocks = {block.subject: block for block in shipped("language").sources.values()}
    known = {feed.files.table: {*feed.columns.values()} for feed in FEEDS}
    known |= {name: {*blocks[name].columns.values()} for name in ("experiment_assignments", "experiment_exposures")}
    needed = {feed.files.table: {feed.columns[name] for name in feed.required} for feed in FEEDS}
    assert [*told] == [*known] or {*told} == {*known}
    for name, rows in told.items():
        columns = {*rows.columns} - {"export"}
        assert columns <= known[name], name
        assert needed.get(name, columns) <= columns, name
        kinds = dict(rows.dtypes)
        for column in columns:
            kind = "bigint" if column in WHOLE else "double" if column in NUMBERS else "string"
            assert kinds[column] == ("boolean" if column == "is_active" else kind), (name, column)


def test_each_export_tells_what_is_offered_and_what_is_new(app: Any, spark: SparkSession) -> None:
    told = tables(spark, app.world, app.facts)
    exports = defaultdict(set)
    for name in ("lessons", "assessments", "conversations"):
        for row in told[name].groupBy("export").count().collect():
            exports[name].add((row["export"], row["count"]) if name != "conversations" else row["export"])
    every = {*range(LAST_EXPORT + 1)}
    assert {export for export, _ in exports["lessons"]} == {export for export, _ in exports["assessments"]} == every
    assert len({count for _, count in exports["lessons"]}) == 1
    assert exports["conversations"] == every
