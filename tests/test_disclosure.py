"""Who did not ask for personal data sees none: of any table, on the screen or in a file."""

from __future__ import annotations

import pytest

from edulake import catalog, disclosure
from edulake.contract import Table
from edulake.ops import QUARANTINE
from edulake.silver import SUBJECTS

pytestmark = pytest.mark.once

STUDENTS = SUBJECTS["students"].table


def test_names_stay_away_from_the_screen_and_ids_in_the_house() -> None:
    shown = disclosure.on_screen(STUDENTS, STUDENTS.column_names)
    assert "student_id" in shown
    assert not {"name", "given_name", "family_name", "email"} & set(shown)
    assert "student_id" not in disclosure.to_leave(STUDENTS, STUDENTS.column_names)
    assert "raw_payload" not in disclosure.on_screen(QUARANTINE, QUARANTINE.column_names)


@pytest.mark.parametrize("table", catalog.TABLES, ids=str)
def test_nothing_direct_leaves(table: Table) -> None:
    leaving = disclosure.to_leave(table, [*table.column_names, "added_by_another_program"])
    assert [c.name for c in table.columns if c.personal != "direct"] == leaving
    assert set(leaving) <= set(disclosure.on_screen(table, table.column_names))
