"""Which filters a table has: by school, by class and by teacher, of which there is one each."""

from __future__ import annotations

import pytest

from edulake.contract.table import Column, Person, Table
from edulake.governance.roles import BY_CLASS, BY_ROSTER, BY_SCHOOL, BY_TAUGHT, BY_TAUGHT_ROSTER, Filter, filters

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("columns", "people", "expected"),
    [
        (("school_id", "n"), {}, [BY_SCHOOL]),
        (("class_id", "n"), {}, [BY_CLASS, BY_TAUGHT]),
        (("student_id", "n"), {"student_id": "student"}, [BY_ROSTER, BY_TAUGHT_ROSTER]),
        (("student_id", "class_id", "school_id"), {"student_id": "student"}, [BY_SCHOOL, BY_CLASS, BY_TAUGHT]),
        (("student_id", "school_id"), {"student_id": "student"}, [BY_SCHOOL, BY_ROSTER, BY_TAUGHT_ROSTER]),
        (("staff_id", "n"), {"staff_id": "staff"}, []),
        (("a", "b"), {}, []),
    ],
)
def test_filters_of_a_table(columns: tuple[str, ...], people: dict[str, Person], expected: list[Filter]) -> None:
    table = Table("gold", "t", "m", tuple(Column(c, "STRING", "m") for c in columns), columns[:2], people=people)
    assert filters(table) == expected


def test_one_filter_for_each_group() -> None:
    """Two filters of one group on a table are an error on Databricks, and either would show its rows."""
    assert len({of.group for of in (BY_SCHOOL, BY_CLASS, BY_TAUGHT)}) == 3
    assert (BY_CLASS.group, BY_TAUGHT.group) == (BY_ROSTER.group, BY_TAUGHT_ROSTER.group)
