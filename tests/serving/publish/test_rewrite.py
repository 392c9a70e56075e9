"""Who was deleted is in no file of a table that was written anew; before that he is."""

from __future__ import annotations

from uuid import uuid4

import pytest
from serving_rows import World

from edulake.gold import PRODUCTS
from edulake.serving import query
from edulake.serving.publish.chosen import chosen
from edulake.serving.publish.postgres import Publisher

pytestmark = pytest.mark.once

SUMMARY = PRODUCTS["student_performance_summary"].table
PLACE = f"people.{SUMMARY.name}"
CANARY = "Zebulon-4711"


def files(world: World) -> bytes:
    """All bytes of the table's and its indexes' files."""
    assert world.server
    world.asks("CHECKPOINT")
    relations = (
        f"SELECT '{PLACE}'::regclass UNION ALL SELECT indexrelid FROM pg_index WHERE indrelid = '{PLACE}'::regclass"
    )
    paths = world.asks(f"SELECT pg_relation_filepath(oid) FROM ({relations}) AS r(oid)")
    return b"".join((world.server.folder / "data" / path).read_bytes() for (path,) in paths)


def test_who_was_deleted_is_in_no_file_of_the_table(world: World) -> None:
    world.write(SUMMARY, {"student_id": CANARY}, {"student_id": "STU1"})
    world.publish(tables=[SUMMARY.name])
    world.write(SUMMARY, {"student_id": "STU1"})
    world.publish(tables=[SUMMARY.name])
    assert CANARY.encode() in files(world), "the test can fail"
    settings = world.choice(tables=[SUMMARY.name])
    with query.opened(world.settings) as view:
        Publisher(settings, view, uuid4().hex, 5, world.said.append).rewrite(chosen(settings))
    assert CANARY.encode() not in files(world)
    assert world.said == [f"publish  {PLACE} is written anew"]
    assert world.asks(f"SELECT student_id FROM {PLACE}") == [("STU1",)]
    assert world.publish(tables=[SUMMARY.name]).entries == [], "it says what it said"
