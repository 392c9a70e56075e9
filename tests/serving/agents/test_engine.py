"""The engine holds cells and nothing else: what it answers is a function of them, and all else is refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from agents_cells import NOON, ROWS, engine, release
from hypothesis import given
from hypothesis import strategies as st

from edulake.config.agents import Agents
from edulake.config.load import load
from edulake.errors import ConfigError
from edulake.serving import query
from edulake.serving.agents.cells import Cells, Release, released
from edulake.serving.agents.engine import LONGEST_ANSWER, LONGEST_TEXT, Engine, TimedOutError

pytestmark = pytest.mark.once
DOUBLED = ", ".join(f"c{n} AS (SELECT a.house FROM c{n - 1} a JOIN c{n - 1} b USING (house))" for n in range(1, 24))
MANY = " CROSS JOIN ".join(f"houses h{n}" for n in range(20))


@pytest.mark.parametrize(
    ("sql", "rows"),
    [
        ("SELECT * FROM houses", ROWS),
        ("select HOUSE, mean from Houses where students > 20 order by mean", [("Élm", 60.0), ("Ash", 71.5)]),
        ("SELECT count(*) FROM houses;", [(3,)]),
        ("SELECT house FROM houses WHERE mean IS NULL -- not told", [("Birch",)]),
        ("SELECT h.house, 1.0 * lessons / students FROM houses h JOIN lessons l USING (house) WHERE lessons = 9", [("Élm", 0.3)]),
        ("WITH big AS (SELECT * FROM houses WHERE students >= 30) SELECT sum(students) FROM big", [(70,)]),
        ("SELECT house, rank() OVER (ORDER BY students DESC) FROM houses LIMIT 1", [("Ash", 1)]),
        ("SELECT house FROM houses EXCEPT SELECT house FROM lessons", [("Birch",)]),
        ("SELECT 'DELETE FROM houses' AS text", [("DELETE FROM houses",)]),
        ("SELECT * FROM empty", []),
        ("SELECT x'00ff', 9e999, -9e999", [("00ff", "inf", "-inf")]),
    ],
)  # fmt: skip
def test_a_select_is_answered(sql: str, rows: list[tuple[object, ...]]) -> None:
    found = engine().select(sql)
    assert (found.rows, found.is_cut) == (rows, False)


@pytest.mark.parametrize(
    ("sql", "read"),
    [
        ("SELECT count(*) FROM houses", ["houses"]),
        ("SELECT house FROM lessons WHERE house IN (SELECT house FROM houses)", ["houses", "lessons"]),
        ("WITH houses AS (SELECT 1 AS n) SELECT n FROM houses", []),
        ("SELECT 1", []),
    ],
)
def test_it_says_what_was_read(sql: str, read: list[str]) -> None:
    assert engine().select(sql).read == read


@pytest.mark.parametrize(
    "sql",
    [
        "",
        "EXPLAIN SELECT * FROM houses",
        "VALUES (1)",
        "DELETE FROM houses",
        "WITH h AS (SELECT 1) DELETE FROM houses",
        "INSERT INTO houses VALUES ('a', 1, 1)",
        "UPDATE houses SET students = 1",
        "CREATE TABLE t AS SELECT * FROM houses",
        "CREATE TEMP VIEW v AS SELECT 1",
        "DROP TABLE houses",
        "ATTACH DATABASE '/etc/passwd' AS other",
        "VACUUM INTO '/tmp/mcp.db'",
        "PRAGMA query_only = OFF",
        "SELECT * FROM pragma_database_list",
        "SELECT * FROM pragma_table_info('houses')",
        "SELECT * FROM sqlite_master",
        "SELECT sql FROM sqlite_schema",
        "SELECT * FROM sqlite_temp_master",
        "SELECT 1; SELECT 2",
        "SELECT 1; DROP TABLE houses",
        "BEGIN",
        "SELECT load_extension('/tmp/mcp.so')",
        "SELECT readfile('/etc/passwd')",
        "SELECT writefile('/tmp/mcp', 'x')",
        "SELECT edit('x')",
        "SELECT fts3_tokenizer('simple')",
        "SELECT * FROM json_each('[1, 2]')",
        "SELECT * FROM generate_series(1, 10)",
        "SELECT random()",
        "SELECT randomblob(10)",
        "SELECT zeroblob(1000000000)",
        "SELECT printf('%1000000d', 1)",
        "SELECT current_timestamp",
        "SELECT date('now')",
        "SELECT sqlite_version()",
        "SELECT changes()",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM gold.student_performance_aggregates",
        "SELECT * FROM main.sqlite_master",
        "SELECT rowid FROM other.houses",
        "SELECT house FROM houses WHERE house REGEXP 'STU.*'",
        "SELECT house FROM houses WHERE house MATCH 'STU'",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n",
        "SELECT student_id FROM houses",
        "SELECT 'a\x00b",
        "SELECT ?",
        f"SELECT {'(' * 200}1{')' * 200}",
        f"SELECT {'1 + ' * LONGEST_TEXT}1",
        " UNION ".join(["SELECT 1"] * 100),
        "SELECT replace(replace(replace('aaaaaaaaaa', 'a', 'bbbbbbbbbbbbbbbbbbbb'), 'b', 'cccccccccccccccccccc'), 'c', 'dddddddddddddddddddd')",
        f"WITH c0 AS (SELECT house FROM houses), {DOUBLED} SELECT count(*) FROM c23",
    ],
)  # fmt: skip
def test_all_else_is_refused(sql: str) -> None:
    asked = engine(seconds=2.0)
    before = asked.select("SELECT * FROM houses")
    with pytest.raises(ConfigError):
        asked.select(sql)
    assert asked.select("SELECT * FROM houses") == before, "and nothing came of it"


def test_nothing_lies_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    asked = engine()
    asked.select(f"SELECT h0.house FROM {MANY.split(' CROSS JOIN houses h5', maxsplit=1)[0]} ORDER BY 1")
    assert list(tmp_path.iterdir()) == []


def test_an_answer_is_cut_at_its_limits() -> None:
    found = engine(rows=2).select("SELECT house FROM houses")
    assert (len(found.rows), found.is_cut) == (2, True)
    assert engine(rows=3).select("SELECT house FROM houses").is_cut is False
    assert len(engine(rows=2).select("SELECT house FROM houses", most=99).rows) == 2
    assert len(engine(rows=99).select("SELECT house FROM houses", most=1).rows) == 1
    wide = f"SELECT replace('{'a' * 900}', 'a', 'bbbbbbbbbb') FROM {MANY.split(' CROSS JOIN houses h4', maxsplit=1)[0]}"
    found = engine(rows=80).select(wide)
    assert (len(found.rows), found.is_cut) == (LONGEST_ANSWER // 9000, True)


def test_an_answer_that_takes_long_is_given_up() -> None:
    asked = engine(seconds=0.2)
    with pytest.raises(TimedOutError, match="cannot be answered"):
        asked.select(f"SELECT count(*) FROM {MANY}")
    assert asked.select("SELECT 1").rows == [(1,)]


def test_errors_say_what_to_ask() -> None:
    with pytest.raises(ConfigError) as caught:
        engine().select("SELECT hause FROM houses")
    assert "hause" in caught.value.why
    assert "list_questions" in caught.value.fix


FIGURES = ("students", "score", "engagement")
CATEGORIES = st.sampled_from(["risk", "category_by_risk"])
NUMBER = st.sampled_from([*FIGURES, "1.0 * students / 3", "nullif(students, 50)"])
CONDITION = st.sampled_from(
    ["students > 40", "score IS NULL", "engagement BETWEEN 40 AND 50", "NOT students = 50", "1"]
)


@st.composite
def selects(draw: st.DrawFn) -> str:
    """SELECTs of the shapes that agents write: nested, joined, subtracted, ranked, grouped."""
    inner = f"SELECT * FROM {draw(CATEGORIES)} WHERE {draw(CONDITION)}"
    shape = draw(
        st.sampled_from(
            [
                "SELECT {n} FROM ({q}) AS t ORDER BY 1",
                "SELECT sum(students) - (SELECT sum(students) FROM risk) FROM ({q}) AS t",
                "SELECT a.students - b.students FROM ({q}) AS a, risk AS b ORDER BY 1",
                "SELECT {n}, rank() OVER (ORDER BY {n}) FROM ({q}) AS t WHERE {c}",
                "SELECT students FROM ({q}) EXCEPT SELECT students FROM category_by_risk",
                "SELECT round(avg(score), 3), group_concat(students) FROM ({q}) AS t GROUP BY students > 50",
                "SELECT students, (SELECT max({n}) FROM risk) FROM ({q}) AS t",
            ]
        )
    )
    return shape.format(n=draw(NUMBER), q=inner, c=draw(CONDITION))


@pytest.fixture(scope="module")
def without_warehouse(small_groups: list[Path], tmp_path_factory: pytest.TempPathFactory) -> tuple[Engine, Engine]:
    """An engine whose warehouse is gone, and one that was filled by a copy of its cells, other questions first."""
    here = tmp_path_factory.mktemp("gone") / "warehouse"
    shutil.copytree(small_groups[0], here)
    with query.opened(load(None, str(here))) as lake:
        made = released(lake, NOON)
    one = Engine(made, Agents())
    shutil.rmtree(here)
    copied = {name: Cells(of.question, of.columns, [tuple(row) for row in of.rows]) for name, of in made.cells.items()}
    return one, Engine(Release(NOON, dict(reversed(copied.items()))), Agents())


@given(sql=selects())
def test_an_answer_is_a_function_of_the_cells(without_warehouse: tuple[Engine, Engine], sql: str) -> None:
    one, copy = without_warehouse
    assert one.select(sql) == copy.select(sql) == one.select(sql)


def test_the_release_is_not_changed() -> None:
    held = release()
    Engine(held, Agents()).select("SELECT * FROM houses")
    assert held == release()
