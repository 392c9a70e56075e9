"""Which filters a table has: by school, and by class, of which there is one."""

from __future__ import annotations

import pytest

from edulake.contract.table import Column, Person, Table
from edulake.governance.roles import BY_CLASS, BY_ROSTER, BY_SCHOOL, Filter, filters

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("columns", "people", "expected"),
    [
        (("school_id", "n"), {}, [BY_SCHOOL]),
        (("class_id", "n"), {}, [BY_CLASS]),
        (("student_id", "n"), {"student_id": "student"}, [BY_ROSTER]),
        (("student_id", "class_id", "school_id"), {"student_id": "student"}, [BY_SCHOOL, BY_CLASS]),
        (("student_id", "school_id"), {"student_id": "student"}, [BY_SCHOOL, BY_ROSTER]),
        (("staff_id", "n"), {"staff_id": "staff"}, []),
        (("a", "b"), {}, []),
    ],
)
def test_filters_of_a_table(columns: tuple[str, ...], people: dict[str, Person], expected: list[Filter]) -> None:
    table = Table("gold", "t", "m", tuple(Column(c, "STRING", "m") for c in columns), columns[:2], people=people)
    assert filters(table) == expected


def test_one_filter_for_each_group() -> None:
    """Two filters of one group on a table are an error on Databricks, and either would show its rows."""
    assert len({of.group for of in (BY_SCHOOL, BY_CLASS)}) == 2
    assert BY_CLASS.group == BY_ROSTER.group
