"""Which response an answer belongs to, as one text that both have."""

from __future__ import annotations

import pytest
from pyspark.sql import SparkSession
from texts import frame

from edulake.bronze.answering import RESPONSES
from edulake.bronze.configured import FORMS

pytestmark = pytest.mark.once
OF = RESPONSES[FORMS["survey_answers"].table]
IDS: dict[tuple[str | None, str | None], str | None] = {
    ("climate", "R1"): "climate\x1fR1",
    (" climate ", '="R1"'): "climate\x1fR1",
    ("climateR", "1"): "climateR\x1f1",
    (None, "R1"): "\x1fR1",
    ("", "R1"): "\x1fR1",
    ("climate", None): None,
    ("climate", " "): None,
    ("climate", "x" * 129): None,
    (None, None): None,
}


def test_a_response_as_one_text(spark: SparkSession) -> None:
    rows = frame(spark, list(IDS), " ".join(OF.columns))
    assert [row["id"] for row in rows.select(OF.id.alias("id")).collect()] == list(IDS.values())


def test_answers_and_responses_have_the_columns_and_only_responses_name_people() -> None:
    for answers, of in RESPONSES.items():
        assert {*of.columns} <= {*answers.column_names} & {*of.table.column_names}
        assert of.table.people
        assert not answers.people
