"""SQL of people: what is a question, which tables it names, and what was probably meant."""

from __future__ import annotations

import pytest

from edulake.errors import ConfigError, UnreadableError
from edulake.gold import PRODUCTS
from edulake.governance import catalog
from edulake.serving.query.statement import mentioned, must_be_known, named, question, renamed

pytestmark = pytest.mark.once

SUMMARY = PRODUCTS["student_performance_summary"].table
SILVER = "silver.student_assessments_clean"


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1",
        "  select 1 ; ",
        "WITH a AS (SELECT 1) SELECT * FROM a",
        "SELECT 'DROP TABLE x; --' AS text",
        '/* INSERT */ SELECT `update`, "delete" FROM t -- DELETE',
        "SELECT updated_at, created FROM t",
        "SELECT 'it''s; fine'",
    ],
)
def test_questions(sql: str) -> None:
    assert question(sql).upper().lstrip().startswith(("SELECT", "WITH", "/*"))


@pytest.mark.parametrize(
    "sql",
    [
        "",
        "DROP TABLE gold.x",
        "COPY gold.x TO 'file'",
        "SELECT 1; DROP TABLE gold.x",
        "WITH a AS (SELECT 1) INSERT INTO gold.x SELECT * FROM a",
        "SELECT * INTO y FROM gold.x",
        "-- SELECT\nDELETE FROM gold.x",
        "EXPLAIN SELECT 1",
        "SET a = 1",
    ],
)
def test_anything_else_is_refused(sql: str) -> None:
    with pytest.raises(ConfigError):
        question(sql)


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        (f"SELECT * FROM {SILVER}", [SILVER]),
        (f"select * from {SILVER.upper()} s join GOLD.`{SUMMARY.name}` g", [SILVER, str(SUMMARY)]),
        (f'SELECT * FROM "gold"."{SUMMARY.name}"', [str(SUMMARY)]),
        (f"SELECT '{SILVER}' -- {SUMMARY}\n/* {SUMMARY} */", []),
        ("SELECT s.score, gold.x FROM somewhere.else gold", []),
        (f"SELECT * FROM other.{SILVER}", []),
        (f"SELECT * FROM education.{SILVER} JOIN `Education` . gold.{SUMMARY.name}", [SILVER, str(SUMMARY)]),
        (f"SELECT 'education.{SILVER}' FROM a.education.{SILVER}", []),
    ],
)
def test_only_tables_of_the_catalog_are_mentioned(sql: str, expected: list[str]) -> None:
    assert [str(table) for table in mentioned(sql, catalog.TABLES)] == expected


def test_names_are_replaced_outside_of_texts() -> None:
    sql = f"SELECT '{SUMMARY}', {SUMMARY}.student_id FROM {SUMMARY} /* {SUMMARY} */"
    replaced = renamed(sql, lambda table: f"`c`.`gold`.`{table.name}`", [SUMMARY])
    name = f"`c`.`gold`.`{SUMMARY.name}` AS `{SUMMARY.name}`"
    assert replaced == f"SELECT '{SUMMARY}', `{SUMMARY.name}`.student_id FROM {name} /* {SUMMARY} */"


@pytest.mark.parametrize("catalog", ["education", "main"])
def test_the_catalog_may_stand_before_a_name(catalog: str) -> None:
    sql = (
        f"SELECT '{catalog}.{SUMMARY}', {catalog}.{SUMMARY}.student_id, s.education FROM {catalog}.{SUMMARY}"
        f" JOIN {catalog.upper()}.`gold`.{SUMMARY.name} s -- {catalog}.{SUMMARY}"
    )
    replaced = renamed(sql, lambda _: "there", [SUMMARY], catalog)
    assert replaced == (
        f"SELECT '{catalog}.{SUMMARY}', `{SUMMARY.name}`.student_id, s.education FROM there AS `{SUMMARY.name}`"
        f" JOIN there s -- {catalog}.{SUMMARY}"
    )


def test_a_table_of_another_catalog_is_not_ours() -> None:
    sql = f"SELECT * FROM education.{SUMMARY}"
    assert renamed(sql, lambda _: "there", [SUMMARY], "main") == sql
    with pytest.raises(ConfigError, match=f"no table is called education.{SUMMARY}") as caught:
        must_be_known(sql, catalog.TABLES, [SUMMARY], "main")
    assert str(SUMMARY) in caught.value.fix
    must_be_known(sql, catalog.TABLES, [SUMMARY])


@pytest.mark.parametrize("rest", ["", " -- x\nWHERE a = 1", ", b", ")", "\tLEFT JOIN b ON x", " group by a", ";"])
def test_a_table_keeps_its_name_where_the_sql_gives_it_none(rest: str) -> None:
    replaced = renamed(f"SELECT a FROM {SUMMARY}{rest}", lambda _: "there", [SUMMARY])
    assert replaced == f"SELECT a FROM there AS `{SUMMARY.name}`{rest}"


@pytest.mark.parametrize("rest", [" s", " AS s", " `s` WHERE", " VERSION AS OF 3", " TABLESAMPLE (1 ROWS) t"])
def test_a_name_that_the_sql_gives_stays(rest: str) -> None:
    assert renamed(f"SELECT a FROM {SUMMARY}{rest}", lambda _: "there", [SUMMARY]) == f"SELECT a FROM there{rest}"


@pytest.mark.parametrize(
    ("wanted", "hint"),
    [
        ("gold.student_performance_sumary", str(SUMMARY)),
        ("student_assessments", SILVER),
        ("quarantin", "ops.quarantine"),
        ("nothing-like-it", "edulake tables --all"),
    ],
)
def test_near_misses_are_named(wanted: str, hint: str) -> None:
    with pytest.raises(ConfigError) as caught:
        named(wanted, catalog.TABLES)
    assert hint in caught.value.fix
    assert caught.value.exit_code == 2


def test_a_layer_may_be_left_out_where_one_has_the_name() -> None:
    assert named("Student_Performance_Summary", catalog.TABLES) is SUMMARY
    assert named(str(SUMMARY), catalog.TABLES) is SUMMARY
    assert named(f"Education.{SUMMARY}", catalog.TABLES) is SUMMARY
    assert named(f"main.{SUMMARY}", catalog.TABLES, "main") is SUMMARY


def test_a_table_that_no_run_has_written_is_no_mistake_in_the_name() -> None:
    with pytest.raises(UnreadableError, match="does not exist yet"):
        must_be_known(f"SELECT * FROM {SUMMARY}", catalog.TABLES, [])
    must_be_known(f"SELECT * FROM {SUMMARY}, x.y", catalog.TABLES, [SUMMARY])
