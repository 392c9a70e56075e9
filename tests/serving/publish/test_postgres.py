"""One transaction to PostgreSQL: what gold says, exactly, once, and put right where somebody altered it."""

from __future__ import annotations

import datetime as dt
import shutil
from decimal import Decimal

import pytest
from serving_rows import World

from edulake.errors import BalanceError, ConfigError
from edulake.gold import PRODUCTS
from edulake.serving import query
from edulake.serving.publish import rows

pytestmark = pytest.mark.once

SUMMARY = PRODUCTS["student_performance_summary"].table
GROUPS = PRODUCTS["course_completion"].table
PEOPLE = "people.student_performance_summary"
# Whatever a text may hold: quotes, commas, tabs, a line's end, an empty one, the null of CSV's readers.
TEXTS = ['a"b', "a,b", "tab\tbed", "two\nlines", "", "NULL", "\\N", "ü ✓ 漢"]


def student(number: int, **values: object) -> dict[str, object]:
    return {
        "student_id": f"north:STU{number}",
        "school_id": "north:S1",
        "total_assessments": number,
        "avg_score": Decimal("70.05") + number,
        "last_assessment_date": dt.date(2025, 3, 1 + number),
        **values,
    }


def served(world: World) -> list[tuple[object, ...]]:
    return world.asks(f"SELECT student_id, total_assessments, avg_score, strongest_subject FROM {PEOPLE} ORDER BY 1")


def test_what_gold_says_is_served_and_logged(world: World) -> None:
    world.write(SUMMARY, *[student(n, strongest_subject=text) for n, text in enumerate([*TEXTS, None])])
    outcome = world.publish(tables=[SUMMARY.name])
    assert not outcome.failures
    expected = [(f"north:STU{n}", n, Decimal("70.05") + n, text) for n, text in enumerate([*TEXTS, None])]
    assert served(world) == expected
    assert world.log() == [(PEOPLE, "SUCCESS", 9, 0, 9, 0, 0, 9, 0)]


def test_only_what_differs_is_written(world: World) -> None:
    world.write(SUMMARY, *[student(n) for n in range(5)])
    world.publish(tables=[SUMMARY.name])
    before = world.asks(f"SELECT student_id, xmin::text FROM {PEOPLE} ORDER BY 1")
    world.write(SUMMARY, student(0), student(1, avg_score=None), *[student(n) for n in (3, 4, 5)])
    world.publish(tables=[SUMMARY.name])
    assert [row[2] for row in served(world)] == [Decimal("70.05"), None, *[Decimal("70.05") + n for n in (3, 4, 5)]]
    assert world.log()[1:] == [(PEOPLE, "SUCCESS", 5, 0, 1, 1, 1, 5, 1)]
    after = world.asks(f"SELECT student_id, xmin::text FROM {PEOPLE} ORDER BY 1")
    assert set(before) & set(after) == {before[0], before[3], before[4]}, "rows that say the same are the same rows"


def test_nothing_new_writes_nothing(world: World) -> None:
    world.write(SUMMARY, student(1))
    world.publish(tables=[SUMMARY.name])
    before = world.asks("SELECT pg_current_xact_id_if_assigned(), txid_snapshot_xmax(txid_current_snapshot())")
    assert world.publish(tables=[SUMMARY.name]).entries == []
    assert world.asks("SELECT pg_current_xact_id_if_assigned(), txid_snapshot_xmax(txid_current_snapshot())") == before
    assert len(world.log()) == 1


def test_a_version_without_changes_is_noted_and_no_row_is_written(world: World) -> None:
    world.write(SUMMARY, student(1))
    world.publish(tables=[SUMMARY.name])
    world.write(SUMMARY, student(1))
    world.publish(tables=[SUMMARY.name])
    assert world.log()[1:] == [(PEOPLE, "SUCCESS", 1, 0, 0, 0, 0, 1, 1)]


def test_an_older_version_than_published_is_not_published(world: World) -> None:
    world.write(SUMMARY, student(1))
    with query.opened(world.settings) as old:
        assert old.version(SUMMARY) == 0
        world.write(SUMMARY, student(1), student(2))
        world.publish(tables=[SUMMARY.name])
        assert world.publish(view=old, tables=[SUMMARY.name]).entries == []
    assert world.said == [f"publish  {PEOPLE}: a later version is published already"]
    assert len(served(world)) == 2


def test_a_warehouse_made_anew_is_published_although_its_versions_begin_again(world: World) -> None:
    for n in range(3):
        world.write(SUMMARY, student(n))
    world.publish(tables=[SUMMARY.name])
    shutil.rmtree(world.path(SUMMARY))
    world.write(SUMMARY, student(7))
    world.publish(tables=[SUMMARY.name])
    assert [row[0] for row in served(world)] == ["north:STU7"]


@pytest.mark.parametrize(
    "altered",
    [
        f"UPDATE {PEOPLE} SET avg_score = 99 WHERE student_id = 'north:STU2'",
        f"DELETE FROM {PEOPLE} WHERE student_id = 'north:STU2'",
        f"UPDATE {PEOPLE} SET student_id = 'Canary' WHERE student_id = 'north:STU2'",
        f"TRUNCATE {PEOPLE}",
        f"DROP TABLE {PEOPLE}",
    ],
)
def test_what_was_altered_by_hand_is_noticed_and_put_right(world: World, altered: str) -> None:
    world.write(SUMMARY, *[student(n) for n in range(3)])
    world.publish(tables=[SUMMARY.name])
    before = served(world)
    world.asks(altered)
    world.publish(tables=[SUMMARY.name])
    assert served(world) == before
    assert [row[1] for row in world.log()] == ["SUCCESS", "REPAIRED"]


def test_a_text_that_postgresql_cannot_hold_is_left_out_and_counted(world: World) -> None:
    world.write(SUMMARY, student(1), student(2, strongest_subject="Canary\x00"))
    outcome = world.publish(tables=[SUMMARY.name])
    assert not outcome.failures
    assert world.log() == [(PEOPLE, "PARTIAL", 2, 1, 1, 0, 0, 1, 0)]
    [(note,)] = world.asks("SELECT note FROM serving.etl_log")
    assert "strongest_subject" in note
    assert "Canary" not in note + "".join(world.said)


def test_what_fails_goes_back_and_the_others_are_published(world: World) -> None:
    world.write(SUMMARY, student(1))
    world.write(GROUPS, {"course_id": "C1", "enrolled": 3})
    world.publish(tables=[SUMMARY.name, GROUPS.name])
    world.asks(f"ALTER TABLE {PEOPLE} DROP COLUMN avg_score CASCADE")
    world.asks(f"ALTER TABLE {PEOPLE} ADD COLUMN avg_score text NOT NULL DEFAULT 'x'")
    world.write(SUMMARY, student(1), student(2))
    world.write(GROUPS, {"course_id": "C1", "enrolled": 4})
    outcome = world.publish(tables=[SUMMARY.name, GROUPS.name])
    [failure] = outcome.failures
    assert (failure.exit_code, "avg_score" in failure.why) == (4, True)
    assert 'DROP TABLE "people"."student_performance_summary"' in failure.fix
    assert [row[:2] for row in world.log()[2:]] == [(PEOPLE, "FAILED"), ("gold.course_completion", "SUCCESS")]
    assert world.asks("SELECT enrolled FROM gold.course_completion") == [(4,)]
    world.asks(f"DROP TABLE {PEOPLE}")
    assert not world.publish(tables=[SUMMARY.name, GROUPS.name]).failures
    assert len(served(world)) == 2


def test_the_contract_gives_types_key_indexes_and_comments(world: World) -> None:
    world.write(SUMMARY, student(1))
    world.publish(tables=[SUMMARY.name])
    columns = dict(
        world.asks(
            "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute "
            f"WHERE attrelid = '{PEOPLE}'::regclass AND attnum > 0"
        )
    )
    assert columns["avg_score"] == "numeric(5,2)"
    assert columns["last_assessment_date"] == "date"
    comments = world.asks(f"SELECT obj_description('{PEOPLE}'::regclass), col_description('{PEOPLE}'::regclass, 1)")
    assert comments == [(SUMMARY.meaning, SUMMARY.columns[0].meaning)]
    indexes = {
        row[0].split(" USING ")[1]
        for row in world.asks(f"SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = '{PEOPLE}'::regclass")
    }
    assert indexes == {"btree (student_id)", "btree (school_id)"}


def test_a_product_that_does_not_exist_is_an_error(world: World) -> None:
    with pytest.raises(ConfigError, match=r"publish\.tables names nothing"):
        world.publish(tables=["nothing"])


def test_tables_that_no_run_has_written_are_waited_for(world: World) -> None:
    assert world.publish(tables=[SUMMARY.name]).entries == []
    assert world.said == [f"publish  {PEOPLE} waits for {SUMMARY}, which no run has written yet"]


def test_a_table_that_was_published_and_is_gone_is_no_success(world: World) -> None:
    world.write(SUMMARY, student(1))
    world.publish(tables=[SUMMARY.name])
    shutil.rmtree(world.path(SUMMARY))
    [failure] = world.publish(tables=[SUMMARY.name]).failures
    assert (failure.exit_code, failure.what) == (5, f"{SUMMARY} is gone")
    assert [row[1] for row in world.log()] == ["SUCCESS", "FAILED"]
    assert len(served(world)) == 1


def test_a_count_that_is_not_gold_s_publishes_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.write(SUMMARY, student(1))
    monkeypatch.setattr(rows, "counted", lambda view, served: 2)
    [failure] = world.publish(tables=[SUMMARY.name]).failures
    assert isinstance(failure, BalanceError)
    assert failure.why == "the warehouse has 2 rows, 1 were read"
    assert world.asks(f"SELECT to_regclass('{PEOPLE}')") == [(None,)]


def test_what_is_not_chosen_any_more_is_told_as_it_grows_old(world: World) -> None:
    world.write(SUMMARY, student(1))
    world.write(GROUPS, {"course_id": "C1"})
    world.publish(tables=[SUMMARY.name, GROUPS.name])
    world.publish(tables=[GROUPS.name])
    assert world.said == [f"publish  {PEOPLE} is not chosen any more, and grows old: choose it, or DROP TABLE {PEOPLE}"]
    assert len(served(world)) == 1
    world.said.clear()
    world.asks(f"DROP TABLE {PEOPLE}")
    world.publish(tables=[GROUPS.name])
    world.publish(tables=[GROUPS.name])
    assert world.said == []
    assert world.asks("SELECT table_name FROM serving.published") == [(f"gold.{GROUPS.name}",)]
