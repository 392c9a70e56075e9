"""Tables and queries of a real MariaDB, by MySQL's driver: what is read, as what, and what is not read twice."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from engagement_rows import CONF, SOURCE, ingested
from lake import Lake
from mariadb import Server
from postgres import PASSWORD
from pyspark.sql import SparkSession

from edulake.errors import ConfigError, UnreadableError
from edulake.jobs import bronze_ingest
from edulake.silver.learning.engagement import ENGAGEMENT

pytestmark = pytest.mark.once
Connected = Callable[..., Lake]
COLUMNS = """student_id varchar(40), course_id varchar(40), login_time datetime(6), progress_percentage decimal(12,4),
engagement_score double, last_modified timestamp(6) NULL"""
LAX = "SET sql_mode = ''"
ODD = (
    ("'S1'", "'C1'", "'2025-01-05 10:00:00.25'", "12.3400", "0.1", "'2025-01-06 10:00:00'"),
    ("'Zoë 学生 😀'", "'a\"b''c`d\\\\'", "'2025-01-05'", "99999999.9999", "1e300", "'2025-01-06 09:00:00.000001'"),
    ("''", "' tab\t and\nbreak '", "'0000-00-00'", "-0.5000", "-1.5", "'2025-01-06 09:00:00'"),
    ("NULL", "NULL", "NULL", "NULL", "NULL", "NULL"),
)


def insert(*rows: str) -> str:
    return f"INSERT INTO student_engagement VALUES {', '.join(f'({row})' for row in rows)}"


def row(student: str, changed: str, progress: str = "12.5") -> str:
    return f"'{student}', 'C1', '2025-01-05 08:00', {progress}, 70, {changed}"


@pytest.fixture
def connected(
    mariadb_server: Server, spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Connected:
    """A lake with the source edtech_platform, whose table is empty; its settings altered, or further ones."""
    mariadb_server.sql("DROP TABLE IF EXISTS student_engagement", f"CREATE TABLE student_engagement ({COLUMNS})")
    for name, value in {"URL": mariadb_server.url, "USER": "edtech", "PASSWORD": PASSWORD}.items():
        monkeypatch.setenv(f"EDTECH_{name}", value)
    monkeypatch.setattr("edulake.landing.database.failures.ATTEMPTS", 2)

    def build(further: str = "", replaced: tuple[str, str] = ("", "")) -> Lake:
        assert replaced[0] in CONF
        return Lake(spark, tmp_path).configured(CONF.replace(*replaced, 1) + further)

    return build


def payloads(lake: Lake) -> dict[str | None, dict[str, str | None]]:
    found = [json.loads(found["raw_payload"]) for found in lake.rows(ENGAGEMENT.form.table, "raw_payload")]
    return {payload["student_id"]: payload for payload in found}


def students(lake: Lake) -> list[str | None]:
    return [found["raw_student_id"] for found in lake.rows(ENGAGEMENT.form.table, "raw_student_id")]


def refused(lake: Lake, error: type[Exception], says: str) -> None:
    context = lake.context(source=SOURCE)
    bronze_ingest.run(context)
    with pytest.raises(error, match=says):
        context.must_have_done_all()
    assert not lake.versions()
    assert PASSWORD not in "".join(lake.said)


def test_first_load_equals_the_table_and_a_second_run_does_nothing(
    connected: Connected, mariadb_server: Server
) -> None:
    """The server's zone is five hours ahead: a TIMESTAMP comes in UTC, a DATETIME as it stands there."""
    mariadb_server.sql(LAX, insert(*[", ".join(values) for values in ODD]))
    lake = connected()
    assert ingested(lake) == len(ODD)
    found = payloads(lake)
    assert found["S1"] == {
        "student_id": "S1", "course_id": "C1", "login_time": "2025-01-05T10:00:00.250000",
        "progress_percentage": "12.3400", "engagement_score": "0.1", "last_modified": "2025-01-06T10:00:00.000000Z",
    }  # fmt: skip
    odd = found["Zoë 学生 😀"]
    assert (odd["course_id"], odd["progress_percentage"]) == ("a\"b'c`d\\", "99999999.9999")
    assert odd["last_modified"] == "2025-01-06T09:00:00.000001Z"
    assert found[""]["login_time"] == "0000-00-00 00:00:00.000000"
    assert (found[""]["course_id"], found[""]["engagement_score"]) == (" tab\t and\nbreak ", "-1.5")
    assert set(found[None].values()) == {None}
    before = lake.versions()
    assert ingested(lake) == 0
    assert lake.versions() == before


@pytest.mark.slow
def test_every_type_arrives_as_text(connected: Connected, mariadb_server: Server) -> None:
    further = {
        "flag boolean": ("true", "1"),
        "bits bit(10)": ("b'1000000001'", "513"),
        "short float": ("0.1", "0.1"),
        "exact float": ("16777213", "16777213"),
        "big bigint unsigned": ("18446744073709551615", "18446744073709551615"),
        "bytes varbinary(9)": ("x'00ff'", "00FF"),
        "pair json": ("'{\"a\": [1.10]}'", '{"a": [1.10]}'),
        "clock time(3)": ("'-101:02:03.5'", "-101:02:03.500"),
        "year_ year": ("2025", "2025"),
        "word enum('x', 'ü')": ("'ü'", "ü"),
        "day date": ("'2025-01-06'", "2025-01-06"),
        "STUDENT_NO int": ("7", "7"),
    }
    added = ", ".join(f"ADD {column}" for column in further)
    values = ", ".join(value for value, _ in further.values())
    changed = "'2025-01-06'"
    mariadb_server.sql(f"ALTER TABLE student_engagement {added}", insert(f"{row('S1', changed)}, {values}"))
    lake = connected()
    assert ingested(lake) == 1
    assert list(payloads(lake)["S1"].values())[6:] == [text for _, text in further.values()]
    mariadb_server.sql("ALTER TABLE student_engagement ADD place point")
    context = lake.context(source=SOURCE)
    bronze_ingest.run(context)
    with pytest.raises(ConfigError, match="column place cannot be read: MySQL has no text for its type"):
        context.must_have_done_all()


@pytest.mark.parametrize("kind", ["timestamp(6) NULL", pytest.param("datetime", marks=pytest.mark.slow)])
def test_only_changes_are_added(kind: str, connected: Connected, mariadb_server: Server) -> None:
    """New and changed rows; twins at the boundary; without a time, or with zeros for one, every time."""
    rows = [row("S1", "'2025-01-06 08:00'"), row("S2", "'2025-01-06 10:00'"), row("S3", "NULL"), row("S4", "0")]
    alter = f"ALTER TABLE student_engagement MODIFY last_modified {kind}"
    mariadb_server.sql(LAX, alter, insert(*rows))
    lake = connected("overlap_seconds = 0\n")
    assert ingested(lake) == 4
    later = [row("S2", "'2025-01-06 10:00'"), row("S5", "'2025-01-06 09:59'"), row("S6", "NULL"), row("S7", "0")]
    change = (
        "UPDATE student_engagement SET progress_percentage = 50, last_modified = '2025-01-06 11:00' WHERE student_id"
    )
    mariadb_server.sql(LAX, insert(*later), f"{change} = 'S1'")
    assert ingested(lake) == 4, "S5 lies below the watermark"
    assert students(lake) == ["S1", "S1", "S2", "S2", "S3", "S4", "S6", "S7"]
    before = lake.versions()
    assert ingested(lake) == 0
    assert lake.versions() == before


@pytest.mark.slow
@pytest.mark.parametrize("column", ["number", "login_time"])
def test_parts_hold_every_row_once(column: str, connected: Connected, mariadb_server: Server) -> None:
    numbers = "SELECT CAST(seq AS SIGNED) n FROM seq_0_to_400"
    mariadb_server.sql(
        LAX,
        "ALTER TABLE student_engagement ADD number bigint",
        "INSERT INTO student_engagement SELECT concat('S', n), 'C', timestamp('2025-01-01') + interval n hour, 1, 1,"
        f" '2025-01-01', n * n * n - 99 FROM ({numbers}) s",
        "UPDATE student_engagement SET number = NULL, login_time = NULL WHERE student_id = 'S7'",
        "UPDATE student_engagement SET number = 9223372036854775807, login_time = 0 WHERE student_id = 'S8'",
    )
    lake = connected(f'partitions = 5\npartition_column = "{column}"\n')
    assert ingested(lake) == 401
    assert len(set(students(lake))) == 401
    assert ingested(lake) == 0


QUERY = '''query = """
SELECT e.student_id, e.course_id, e.login_time, e.progress_percentage, e.engagement_score, e.last_modified
FROM student_engagement e WHERE e.student_id <> 'S2'"""
zoned = ["last_modified"]'''


@pytest.mark.slow
def test_a_query_in_place_of_a_table(connected: Connected, mariadb_server: Server) -> None:
    mariadb_server.sql(insert(row("S1", "'2025-01-06 08:00'"), row("S2", "'2025-01-06 10:00'")))
    lake = connected(replaced=('table = "student_engagement"', QUERY))
    assert ingested(lake) == 1
    [payload] = payloads(lake).values()
    assert payload["login_time"] == "2025-01-05 08:00:00.000000"
    assert payload["last_modified"] == "2025-01-06T08:00:00.000000Z"
    mariadb_server.sql(insert(row("S3", "'2025-01-06 09:00'")))
    assert ingested(lake) == 1
    assert ingested(lake) == 0


ALTERED = {
    "password": ("PASSWORD", "wrong-Canary", "refused the credentials"),
    "database": ("URL", "jdbc:mysql://127.0.0.1:{port}/nowhere", "the database does not exist"),
    "port": ("URL", "jdbc:mysql://127.0.0.1:1/school", "the database cannot be reached"),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", ALTERED)
def test_a_database_that_refuses(
    case: str, connected: Connected, mariadb_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    variable, value, says = ALTERED[case]
    monkeypatch.setenv(f"EDTECH_{variable}", value.format(port=mariadb_server.port))
    lake = connected()
    monkeypatch.setenv(f"EDTECH_{variable}", value.format(port=mariadb_server.port))
    refused(lake, UnreadableError, says)
    assert any("attempt 2 of 2" in said for said in lake.said) == (case == "port")


def test_a_table_that_is_not_there(connected: Connected) -> None:
    refused(connected(replaced=('"student_engagement"', '"missing"')), UnreadableError, "the table does not exist")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("host", "mode", "trusts", "says"),
    [
        ("localhost", "verify-full", True, ""),
        ("127.0.0.1", "require", False, ""),
        ("localhost", "verify-full", False, "certificate was not accepted"),
        ("127.0.0.1", "verify-full", True, "certificate was not accepted"),
    ],
)
def test_certificates(
    host: str,
    mode: str,
    trusts: bool,
    says: str,
    connected: Connected,
    mariadb_server: Server,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each row tells of the connection that reads it. One that proves nothing is refused at once."""
    cipher = "SELECT VARIABLE_VALUE FROM information_schema.SESSION_STATUS WHERE VARIABLE_NAME = 'SSL_VERSION'"
    watched = (
        f"SELECT student_id, ({cipher}) course_id, login_time, progress_percentage, engagement_score, last_modified"
    )
    mariadb_server.sql(
        insert(row("S1", "'2025-01-06'")), f"CREATE OR REPLACE VIEW watched AS {watched} FROM student_engagement"
    )
    roots = f'sslrootcert = "{mariadb_server.trusted()}"\n' if trusts else ""
    lake = connected(f'sslmode = "{mode}"\n{roots}', ('"student_engagement"', '"watched"'))
    monkeypatch.setenv("EDTECH_URL", f"jdbc:mysql://{host}:{mariadb_server.port}/school")
    if says:
        refused(lake, UnreadableError, says)
        assert not any("attempt" in said for said in lake.said)
    else:
        assert ingested(lake) == 1
        assert payloads(lake)["S1"]["course_id"] == "TLSv1.3"
