"""Tables as contracts change: a nullable column comes by itself, all else is refused with what to do."""

from __future__ import annotations

from dataclasses import replace

import pytest
from serving_rows import World

from edulake.contract.table import Column
from edulake.gold import PRODUCTS
from edulake.serving.publish.chosen import of_product
from edulake.serving.publish.served import Served

pytestmark = pytest.mark.once

TABLE = PRODUCTS["course_completion"].table
PLACE = "gold.course_completion"
ROW = {"course_id": "C1", "enrolled": 3}


def publish(world: World, served: Served) -> list[str]:
    return [f"{failure.code}: {failure.why}" for failure in world.publish([served]).failures]


def without(name: str) -> Served:
    """What is served of the table as if its contract had no such column yet."""
    whole = of_product(TABLE)
    return replace(whole, fields=tuple(field for field in whole.fields if field.name != name))


def test_a_nullable_column_is_added_and_filled(world: World) -> None:
    world.write(TABLE, {**ROW, "completed": 2})
    nullable = next(
        c.name for c in TABLE.columns if c.nullable and c.name not in TABLE.key and c.type == "DECIMAL(5,4)"
    )
    assert publish(world, without(nullable)) == []
    world.asks(f"CREATE VIEW public.v AS SELECT * FROM {PLACE}")
    assert publish(world, of_product(TABLE)) == []
    assert world.said == [f"publish  added the column {PLACE}.{nullable}"]
    assert world.asks(f"SELECT {nullable} FROM {PLACE}") == [(None,)]
    assert [row[1] for row in world.log()] == ["SUCCESS", "SUCCESS"]


def test_a_column_behind_a_reader_gives_up_at_once(world: World) -> None:
    """Its lock would have all later readers wait behind the one that holds the table."""
    world.write(TABLE, ROW)
    publish(world, without("completion_rate"))
    with world.connect() as reader, reader.transaction():
        reader.execute(f"SELECT count(*) FROM {PLACE}")
        with pytest.raises(Exception, match="kept the publisher waiting"):
            publish(world, of_product(TABLE))
    assert publish(world, of_product(TABLE)) == []


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (Column("completion_rate", "STRING", "m"), "other than expected: completion_rate"),
        (Column("course_id", "STRING", "m", nullable=True), "other than expected: course_id"),
    ],
)
def test_another_type_or_need_is_refused(world: World, change: Column, why: str) -> None:
    world.write(TABLE, ROW)
    assert publish(world, of_product(TABLE)) == []
    columns = tuple(change if column.name == change.name else column for column in TABLE.columns)
    assert publish(world, of_product(replace(TABLE, columns=columns))) == [f"CONTRACT: {why}"]
    assert world.asks(f"SELECT enrolled FROM {PLACE}") == [(3,)]


def test_a_column_that_the_contract_has_no_more_is_refused(world: World) -> None:
    world.write(TABLE, ROW)
    publish(world, of_product(TABLE))
    assert publish(world, without("completion_rate")) == ["CONTRACT: other than expected: completion_rate"]


def test_another_key_is_refused(world: World) -> None:
    world.write(TABLE, ROW)
    publish(world, of_product(TABLE))
    changed = replace(of_product(TABLE), key=("course_id", "enrolled"))
    assert publish(world, changed) == ["CONTRACT: other than expected: the key course_id"]


def test_a_new_meaning_is_a_new_comment(world: World) -> None:
    world.write(TABLE, ROW)
    publish(world, of_product(TABLE))
    assert publish(world, replace(of_product(TABLE), meaning="It's new")) == []
    publish(
        world,
        replace(
            without("x"),
            fields=of_product(replace(TABLE, columns=(replace_meaning(TABLE.columns[0]), *TABLE.columns[1:]))).fields,
        ),
    )
    assert world.asks(f"SELECT col_description('{PLACE}'::regclass, 1)") == [("It's new",)]


def replace_meaning(column: Column) -> Column:
    return replace(column, meaning="It's new")


def test_a_database_that_was_not_made_ready_is_told_from_an_empty_one(world: World) -> None:
    world.write(TABLE, ROW)
    world.asks("DROP SCHEMA gold CASCADE")
    with pytest.raises(Exception, match="the database is not ready") as refused:
        publish(world, of_product(TABLE))
    assert "roles.sql" in refused.value.fix  # type: ignore[attr-defined]
