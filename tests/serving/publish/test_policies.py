"""Row filters of tables that were made before: today's take the place of others, at once and by themselves."""

from __future__ import annotations

from dataclasses import replace

import pytest
from serving_rows import World

from edulake.errors import EdulakeError, LockedError
from edulake.gold import PRODUCTS
from edulake.governance import roles
from edulake.serving.publish.chosen import of_product
from edulake.serving.publish.served import Served

pytestmark = pytest.mark.once

SUMMARY = of_product(PRODUCTS["student_performance_summary"].table)
PLACE = "people.student_performance_summary"
RENEWED = f"publish  {PLACE} has the row filters of today"
OF_PLACE = f"FROM pg_policy WHERE polrelid = '{PLACE}'::regclass"
WITHOUT_TEACHERS = replace(SUMMARY, filters=tuple(of for of in SUMMARY.filters if of.group != roles.TEACHERS))


@pytest.fixture(autouse=True)
def written(world: World) -> None:
    world.write(SUMMARY.tables[0], {"student_id": "STU1"})


def publish(world: World, served: Served = SUMMARY) -> list[str]:
    world.said.clear()
    assert not world.publish([served]).failures
    return world.said


def policies(world: World) -> set[str]:
    return {name for (name,) in world.asks(f"SELECT polname {OF_PLACE}")}


def test_filters_that_a_table_lacks_come_without_news_of_its_rows(world: World) -> None:
    publish(world, WITHOUT_TEACHERS)
    before = policies(world)
    world.asks(f'REVOKE ALL ON {PLACE} FROM "{roles.TEACHERS}"')
    assert publish(world) == [RENEWED]
    assert policies(world) - before == {f"{roles.TEACHERS}-rows"}
    assert world.asks(f"SELECT has_table_privilege('{roles.TEACHERS}', '{PLACE}', 'SELECT')") == [(True,)]
    assert publish(world) == [], "once is enough"
    assert publish(world, WITHOUT_TEACHERS) == [RENEWED]
    assert policies(world) == before, "those that are no more go"


@pytest.mark.parametrize(
    "changed",
    [
        f'COMMENT ON POLICY "{roles.SCHOOLS}-rows" ON {PLACE} IS NULL',
        f'DROP POLICY "{roles.SCHOOLS}-rows" ON {PLACE}',
        f"ALTER TABLE {PLACE} DISABLE ROW LEVEL SECURITY",
        f'CREATE POLICY "edulake-others-rows" ON {PLACE} USING (true)',
    ],
)
def test_filters_as_an_older_version_or_somebody_left_them_are_made_anew(world: World, changed: str) -> None:
    publish(world)
    due = world.asks(f"SELECT polname, pg_get_expr(polqual, polrelid), obj_description(oid) {OF_PLACE} ORDER BY 1")
    world.asks(changed)
    assert publish(world) == [RENEWED]
    found = world.asks(f"SELECT polname, pg_get_expr(polqual, polrelid), obj_description(oid) {OF_PLACE} ORDER BY 1")
    assert found == due
    assert all(mark.startswith("edulake ") for _, _, mark in found)
    assert world.asks(f"SELECT relrowsecurity FROM pg_class WHERE oid = '{PLACE}'::regclass") == [(True,)]


def test_a_filter_by_another_name_is_somebody_else_s(world: World) -> None:
    publish(world)
    world.asks(f"CREATE POLICY auditors ON {PLACE} FOR SELECT TO etl_user USING (true)")
    assert publish(world) == []
    assert "auditors" in policies(world)


def test_filters_behind_a_reader_give_up_at_once_and_stay_as_they_were(world: World) -> None:
    publish(world, WITHOUT_TEACHERS)
    before = policies(world)
    with world.connect() as reader, reader.transaction():
        reader.execute(f"SELECT count(*) FROM {PLACE}")
        with pytest.raises(LockedError):
            publish(world)
    assert policies(world) == before
    assert publish(world) == [RENEWED]


def test_a_database_made_ready_by_an_older_version_is_told_to_be_made_ready_again(world: World) -> None:
    publish(world, WITHOUT_TEACHERS)
    world.asks("DROP FUNCTION access.students_i_teach()")
    with pytest.raises(EdulakeError, match="a function of row filters is not there") as refused:
        publish(world)
    assert "roles.sql again" in refused.value.fix
