"""Published once, whatever happens on the way: kills, two publishers at once, readers in between."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from serving_rows import World

from edulake.gold import PRODUCTS
from edulake.ops.tables import JOB_RUNS
from edulake.serving.publish import loading

pytestmark = [pytest.mark.once, pytest.mark.kill]

SUMMARY = PRODUCTS["student_performance_summary"].table
PEOPLE = "people.student_performance_summary"
SCRIPT = Path(__file__).parents[2] / "support" / "killed_publish.py"


def write(world: World, *results: int) -> None:
    world.write(SUMMARY, *[{"student_id": f"STU{n}", "total_assessments": of} for n, of in enumerate(results)])


def served(world: World) -> list[int]:
    return [
        row[0] for row in world.asks(f"SELECT total_assessments FROM {PEOPLE} ORDER BY length(student_id), student_id")
    ]


def conf(world: World) -> Path:
    assert world.server
    path = Path(world.settings.warehouse).parent / "conf.toml"
    path.write_text(
        f'[publish]\nurl = "postgresql://127.0.0.1:{world.server.port}/{world.database}"\nuser = "env:ETL_USER"\n'
        f'password = "env:ETL_PASSWORD"\nquestions = false\ntables = ["{SUMMARY.name}"]\n'
    )
    return path


@pytest.mark.parametrize("after", ["ANALYZE", "DELETE FROM", 'INSERT INTO "people"', "INSERT INTO serving.etl_log"])
def test_a_killed_publish_leaves_nothing_and_the_next_one_does_it_once(world: World, after: str) -> None:
    world.write(JOB_RUNS)
    write(world, 1, 2, 3)
    world.publish(tables=[SUMMARY.name])
    write(world, 1, 5)
    command = [sys.executable, SCRIPT, after, "--warehouse", world.settings.warehouse, "--conf", conf(world)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYSPARK_GATEWAY")}
    done = subprocess.run(
        command, start_new_session=True, capture_output=True, check=False, timeout=60, env=environment
    )
    assert done.returncode == -9, done.stderr
    assert served(world) == [1, 2, 3]
    assert len(world.log()) == 1
    world.publish(tables=[SUMMARY.name])
    assert served(world) == [1, 5]
    assert [row[1:] for row in world.log()[1:]] == [("SUCCESS", 2, 0, 0, 1, 1, 2, 1)]
    assert world.asks("SELECT count(*) FROM pg_class WHERE relname LIKE 'stage%'") == [(0,)]


def test_of_two_publishers_at_once_one_works(world: World) -> None:
    write(world, *range(50))
    both = [threading.Thread(target=world.publish, kwargs={"tables": [SUMMARY.name]}) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert len(world.log()) == 1
    assert served(world) == list(range(50))


def test_readers_see_the_old_or_the_new_and_wait_for_nobody(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A view on the table, and a reader that holds a snapshot all along, change nothing of it."""
    write(world, *[1] * 200)
    world.publish(tables=[SUMMARY.name])
    world.asks(f"CREATE VIEW public.totals AS SELECT sum(total_assessments) AS total FROM {PEOPLE}")
    write(world, *[2] * 200)
    settle, reached, go_on = loading.settle, threading.Event(), threading.Event()

    def slowly(*arguments: object) -> None:
        settle(*arguments)  # type: ignore[arg-type]
        reached.set()
        go_on.wait(10)

    monkeypatch.setattr(loading, "settle", slowly)
    publisher = threading.Thread(target=world.publish, kwargs={"tables": [SUMMARY.name]})
    with world.connect() as reader:
        with reader.transaction():
            reader.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            assert reader.execute("SELECT total FROM public.totals").fetchone() == (200,)
            publisher.start()
            assert reached.wait(10)
            began = time.monotonic()
            assert world.asks("SELECT total FROM public.totals") == [(200,)]
            assert time.monotonic() - began < 2, "all is written, and not committed: nobody waits for it"
            go_on.set()
            publisher.join()
            assert world.asks("SELECT total FROM public.totals") == [(400,)]
            assert reader.execute("SELECT total FROM public.totals").fetchone() == (200,)
        assert reader.execute("SELECT total FROM public.totals").fetchone() == (400,)
