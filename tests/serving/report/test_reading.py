"""Reading for a page: rows by name, decimals as floats, and the versions of what was read."""

from __future__ import annotations

from decimal import Decimal

import pytest
from canned import Canned

from edulake.gold.wellbeing.attendance_insights import TABLE
from edulake.ops.tables import JOB_RUNS
from edulake.serving.questions.wellbeing import ABSENCE
from edulake.serving.report.reading import Reading

pytestmark = pytest.mark.once


def test_rows_have_names_and_floats() -> None:
    lake = Reading(Canned({"": [{"band": "A", "share": Decimal("0.50"), "n": 3, "nothing": None}]}))
    [row] = lake.rows("SELECT")
    assert row == {"band": "A", "share": 0.5, "n": 3, "nothing": None}
    assert isinstance(row["share"], float)
    assert lake.one("SELECT") == row


def test_versions_are_of_what_was_found() -> None:
    lake = Reading(Canned({}, missing=(JOB_RUNS,)))
    assert lake.has(TABLE)
    assert not lake.has(JOB_RUNS)
    assert not lake.has(TABLE, JOB_RUNS)
    assert lake.versions == {str(TABLE): 7}


@pytest.mark.parametrize(("n", "filled"), [(3, True), (0, False)])
def test_a_table_without_rows_is_there_and_not_filled(n: int, *, filled: bool) -> None:
    lake = Canned({"count(*)": [{"n": n}]}, missing=(JOB_RUNS,))
    assert Reading(lake).is_filled(TABLE) == filled
    assert not Reading(lake).is_filled(TABLE, JOB_RUNS)


def test_a_question_is_asked_where_its_tables_are() -> None:
    rows = [{"absence": "At Risk", "students": 4}]
    assert Reading(Canned({"": rows})).all_of(ABSENCE) == rows, "of small groups as well"
    assert Reading(Canned({"": rows}, missing=(TABLE,))).all_of(ABSENCE) == []
