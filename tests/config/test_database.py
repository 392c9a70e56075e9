"""What configuration may say of a database, and where secrets come from."""

from __future__ import annotations

from pathlib import Path

import pytest

from edulake.config.database import Database
from edulake.config.load import load
from edulake.errors import ConfigError

pytestmark = pytest.mark.once

VALID = {
    "url": "jdbc:postgresql://db.school.example:5432/platform",
    "table": "public.student_engagement",
    "user": "env:EDTECH_USER",
    "password": "secret:edtech/password",
    "watermark": "last_modified",
}
MISTAKES = {
    "literal password": ({"password": "Canary"}, "password is never written"),
    "literal user": ({"user": "Canary"}, "user is never written"),
    "no user": ({"user": ""}, "user is never written"),
    "password in url": ({"url": "jdbc:postgresql://db/x?password=Canary"}, "no user, password or parameter"),
    "user in url": ({"url": "jdbc:postgresql://Canary:Canary@db/x"}, "no user, password or parameter"),
    "other database": ({"url": "jdbc:db2://db/x"}, "known are postgresql, mysql, sqlserver, oracle"),
    "mysql": ({"url": "jdbc:mysql://db/x?password=Canary"}, "URL is not jdbc:mysql://"),
    "sql server": ({"url": "jdbc:sqlserver://db;databaseName=x;password=Canary"}, "URL is not jdbc:sqlserver://"),
    "oracle": ({"url": "jdbc:oracle:thin:Canary/Canary@//db/x"}, "URL is not jdbc:oracle:thin:@"),
    "oracle without tls": ({"url": "jdbc:oracle:thin:@//db/x"}, "does not ask for TLS"),
    "other mode": ({"url": "jdbc:sqlserver://db;databaseName=x", "sslmode": "verify-ca"}, "nothing to sqlserver"),
    "table and query": ({"query": "SELECT 1"}, "both are given"),
    "neither": ({"table": ""}, "table is missing"),
    "query as table": ({"table": "(SELECT 1) x"}, "table is not a name"),
    "quote in table": ({"table": 'a"; DROP TABLE b; --'}, "table is not a name"),
    "sslmode": ({"sslmode": "on"}, "no sslmode is called on"),
    "overlap": ({"overlap_seconds": -1}, "too small"),
    "parts without column": ({"partitions": 4}, "belong together"),
    "column without parts": ({"partition_column": "id"}, "belong together"),
}


QUERIES = {
    "SELECT a FROM b; DROP TABLE Canary": "it holds ;",
    "SELECT a FROM b -- Canary": "it holds --",
    "SELECT a /* Canary */ FROM b": "it holds /*",
    "WITH c AS (SELECT 1) SELECT Canary FROM c": "what follows WITH can be a subquery",
    "UPDATE a SET b = 'Canary'": "it does not begin with SELECT",
    "SELECTED Canary": "it does not begin with SELECT",
    "SELECT a INTO Canary FROM b": "it says INTO",
    "SELECT a FROM b FOR update": "it says UPDATE",
    "SELECT a FROM (SELECT b FROM Canary": "stands alone",
    "SELECT a FROM b) c, (SELECT Canary FROM d": "stands alone",
    "SELECT 'Canary FROM b": "stands alone",
}


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_is_one_select(query: str) -> None:
    with pytest.raises(ConfigError, match="is not one SELECT") as error:
        Database(**{**VALID, "table": "", "query": query})
    assert QUERIES[query] in error.value.why
    assert "Canary" not in " ".join(error.value.lines())


@pytest.mark.parametrize(
    "query",
    [
        "select a, last_update, created FROM b WHERE c = 'it''s (not, UPDATE'",
        'SELECT "into", `call`, [a (b] FROM (SELECT 1) x',
        "\n  SELECT max(a) AS a\n  FROM b\n",
    ],
)
def test_queries_that_are_taken(query: str) -> None:
    assert Database(**{**VALID, "table": "", "query": query}).spelled == "the query"


@pytest.mark.parametrize("case", MISTAKES)
def test_mistakes_are_named_without_their_values(case: str) -> None:
    changes, says = MISTAKES[case]
    with pytest.raises(ConfigError) as error:
        Database(**{**VALID, **changes})
    text = " ".join(error.value.lines())
    assert says in text
    assert "Canary" not in text


def test_a_source_has_files_or_a_database(tmp_path: Path) -> None:
    path = tmp_path / "conf.toml"
    for text, says in {
        "[sources.x]\nformat = 'jdbc'": "database is missing",
        "[sources.x]\nformat = 'csv'": "files is missing",
        "[sources.x]\nformat = 'jdbc'\n[sources.x.database]\nurl = 'env:X'": "user is missing",
        "[sources.x]\nformat = 'jdbc'\n[sources.x.database]\npasword = 'env:X'": "did you mean password",
        "[sources.x]\nformat = 'jdbc'\ndatabase = 'Canary'": "database has the wrong type",
    }.items():
        path.write_text(text)
        with pytest.raises(ConfigError) as error:
            load(str(path))
        assert says in " ".join(error.value.lines())
        assert "Canary" not in " ".join(error.value.lines())


@pytest.mark.parametrize(
    ("url", "sslmode", "mode"),
    [
        ("jdbc:postgresql://db.school.example/x", "", "require"),
        ("jdbc:postgresql://localhost:5432/x", "", "prefer"),
        ("jdbc:postgresql://[::1]/x", "", "prefer"),
        ("jdbc:postgresql://localhost,db.school.example/x", "", "require"),
        ("jdbc:postgresql://localhost.school.example/x", "", "require"),
        ("jdbc:postgresql://db.school.example/x", "verify-full", "verify-full"),
        ("jdbc:postgresql://db.school.example/x", "disable", "disable"),
        ("jdbc:mysql://db.school.example:3306/x", "", "verify-full"),
        ("jdbc:mysql://127.0.0.1:3306/x", "", "prefer"),
        ("jdbc:sqlserver://db.school.example;databaseName=x", "", "verify-full"),
        ("jdbc:sqlserver://db\\SIS:1433;databaseName=x", "require", "require"),
        ("jdbc:oracle:thin:@tcps://db.school.example:2484/sis.school", "", "verify-full"),
        ("jdbc:oracle:thin:@//localhost:1521/XEPDB1", "", "prefer"),
        ("jdbc:oracle:thin:@//db.school.example/x", "disable", "disable"),
    ],
)
def test_connections_are_encrypted_unless_they_stay_on_this_machine(url: str, sslmode: str, mode: str) -> None:
    assert Database(**{**VALID, "url": url, "sslmode": sslmode}).tls(url) == mode


def test_zones_of_a_query_are_a_list_that_may_be_empty(tmp_path: Path) -> None:
    path = tmp_path / "conf.toml"
    base = "[sources.x]\nformat = 'jdbc'\n[sources.x.columns]\nstudent_id = 'a'\n[sources.x.database]\nurl = 'env:X'\n"
    base += "user = 'env:X'\nwatermark = 'a'\nquery = 'SELECT a FROM b'\n"
    for line, zoned in {"": None, "zoned = []": [], "zoned = ['a']": ["a"]}.items():
        path.write_text(base + line)
        found = load(str(path)).sources["x"].database
        assert found is not None
        assert found.zoned == zoned
