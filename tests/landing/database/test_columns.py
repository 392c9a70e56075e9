"""Which columns of a table are asked for, under whichever of their names it has them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from edulake.config.database import Database as Place
from edulake.contract.feed import Database, Feed
from edulake.errors import ConfigError
from edulake.expr.called import ALL, ANY, FIRST, Called, Several
from edulake.landing.database.columns import must_be_clear, present, watermark
from edulake.silver import SUBJECTS

pytestmark = pytest.mark.once

PLACE = Place(url="env:X", user="env:X", table="app.scores", watermark="Changed")
CHANGED = Several(FIRST, ("last_modified", "Changed"))
COLUMNS: dict[str, Called] = {
    "raw_student_id": Several(ANY, ("student_id", "Student ID")),
    "raw_assessment_id": Several(ALL, ("Test", "Student ID")),
    "raw_score": "score",
    "raw_updated_at": CHANGED,
}
FEED = Feed(SUBJECTS["assessments"].form.table, COLUMNS, Database(PLACE))
LOOSE = replace(FEED, arrives=Database(PLACE, loosely=True))


def test_columns_are_asked_for_as_the_table_calls_them() -> None:
    assert present(FEED, ["student_id", "Changed"]) == {"raw_student_id": "student_id", "raw_updated_at": "Changed"}
    assert present(LOOSE, ["TEST", "studentid", "Score"]) == {
        "raw_student_id": "studentid",
        "raw_assessment_id": Several(ALL, ("TEST", "studentid")),
        "raw_score": "Score",
    }


def test_of_two_columns_that_are_called_alike_none_is_taken() -> None:
    """Only where one of them is asked for."""
    must_be_clear(FEED, ["score", "Score", "Changed"], "app.scores")
    must_be_clear(LOOSE, ["score", "Changed", "Topic", "topic"], "app.scores")
    with pytest.raises(ConfigError, match="has score and Score") as told:
        must_be_clear(LOOSE, ["score", "Score", "Changed"], "app.scores")
    assert told.value.why == "they are one by loose_names"


def test_the_column_that_is_read_from_the_watermark() -> None:
    assert watermark("sis", FEED) == "raw_updated_at"
    assert watermark("sis", FEED, ["student_id", "Changed"]) == "raw_updated_at"
    assert watermark("sis", replace(LOOSE, columns={"raw_at": "CHANGED"}), ["Changed"]) == "raw_at"


@pytest.mark.parametrize(
    ("columns", "there", "why", "fix"),
    [
        ({"raw_score": "score"}, None, "no column of it is read from there", 'add updated_at = "Changed" to'),
        (
            COLUMNS,
            ["Changed", "last_modified"],
            "another column of the table may be meant",
            'add updated_at = "Changed"',
        ),
        ({"raw_at": CHANGED}, ["last_modified"], "another column of the table may be meant", 'add at = "Changed" to'),
    ],
)
def test_a_watermark_that_bronze_would_not_keep(
    columns: dict[str, Called], there: list[str] | None, why: str, fix: str
) -> None:
    with pytest.raises(ConfigError, match="source sis does not keep its watermark") as refused:
        watermark("sis", replace(FEED, columns=columns), there)
    assert why in refused.value.why
    assert fix in refused.value.fix
