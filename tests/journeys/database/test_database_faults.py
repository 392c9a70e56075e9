"""A PostgreSQL that refuses, breaks off or is described wrongly: words that help, no secret, and nothing half read."""

from __future__ import annotations

import json

import pytest
from engagement_rows import SOURCE, Connected, ingested, insert, row
from lake import Lake
from postgres import PASSWORD, Server

from edulake.errors import BalanceError
from edulake.jobs import bronze_ingest
from edulake.landing.database.asking import reader
from edulake.landing.database.extraction import _whole, origin
from edulake.ops.tables import JOB_RUNS
from edulake.silver.learning.engagement import ENGAGEMENT

ALTERED = {
    "password": ("EDTECH_PASSWORD", "wrong-Canary", "the database refused the credentials"),
    "user": ("EDTECH_USER", "Canary", "the database refused the credentials"),
    "database": ("EDTECH_URL", "jdbc:postgresql://127.0.0.1:{port}/nowhere", "the database does not exist"),
    "port": ("EDTECH_URL", "jdbc:postgresql://127.0.0.1:1/postgres", "the database cannot be reached"),
}
SETTINGS = {
    "table": ('table = "student_engagement"', 'table = "missing"', 5, "the table does not exist"),
    "schema": ('table = "student_engagement"', 'table = "no.student_engagement"', 5, "the table does not exist"),
    "right": ('table = "student_engagement"', 'table = "secret_table"', 5, "the table may not be read"),
    "column": ('engaged_at = "login_time"', 'engaged_at = "gone"', 5, "student_engagement lacks gone"),
    "tls": ("[sources.edtech_platform.database]", '[sources.edtech_platform.database]\nsslmode = "require"', 5, "refused"),
    "type": ('watermark = "last_modified"', 'watermark = "course_id"', 2, "it is text"),
    "unset": ("env:EDTECH_PASSWORD", "env:EDTECH_NOTHING", 2, "no secret at env:EDTECH_NOTHING"),
    "unmapped": ('watermark = "last_modified"', 'watermark = "other"', 2, "does not keep its watermark"),
}  # fmt: skip


def failed(lake: Lake, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Exit code and words of a job from the command line."""
    capsys.readouterr()
    options = ["--warehouse", lake.settings.warehouse, "--landing", str(lake.landing), "--conf", str(lake.conf)]
    code = bronze_ingest.main([*options, "--source", *SOURCE, "--debug"])
    shown = capsys.readouterr()
    return code, shown.out + shown.err


@pytest.mark.parametrize("case", ALTERED)
def test_a_database_that_refuses(
    case: str,
    connected: Connected,
    database: Server,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    variable, value, says = ALTERED[case]
    monkeypatch.setenv(variable, value.format(port=database.port))
    monkeypatch.setattr("edulake.landing.database.failures.ATTEMPTS", 2)
    code, shown = failed(connected(), capsys)
    assert code == 5
    assert says in shown
    assert "Canary" not in shown
    assert ("attempt 2 of 2" in shown) == (case == "port")


@pytest.mark.parametrize("case", SETTINGS)
def test_settings_that_do_not_fit(
    case: str, connected: Connected, database: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    database.sql("CREATE TABLE IF NOT EXISTS secret_table (LIKE student_engagement)")
    old, new, code, says = SETTINGS[case]
    found, shown = failed(connected(replaced=(old, new)), capsys)
    assert (found, says in shown) == (code, True), shown
    assert PASSWORD not in shown


def through_view(lake: Connected, database: Server, condition: str) -> Lake:
    """A lake that reads the table through a view with this condition: it acts when rows are read, not before."""
    database.sql(
        "DROP SEQUENCE IF EXISTS readings CASCADE",
        "CREATE SEQUENCE readings",
        "GRANT USAGE ON SEQUENCE readings TO edtech",
        f"CREATE OR REPLACE VIEW view AS SELECT * FROM student_engagement WHERE {condition}",
        "GRANT SELECT ON view TO edtech",
    )
    return lake(replaced=('table = "student_engagement"', 'table = "view"'))


def test_a_reading_that_breaks_off_is_tried_again(connected: Connected, database: Server) -> None:
    """The server ends the first connection that reads; sequences remember through that."""
    database.sql(insert(row("S1", "'2025-01-06Z'"), row("S2", "'2025-01-07Z'")))
    first = "CASE nextval('readings') WHEN 1 THEN pg_terminate_backend(pg_backend_pid()) ELSE true END"
    lake = through_view(connected, database, first)
    assert ingested(lake) == 2
    assert lake.said[0] == "bronze  the database failed (57P01), attempt 2 of 5"


def test_a_reading_that_fails_for_good(
    connected: Connected, database: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    database.sql(insert(row("S1", "'2025-01-06Z'"), row("Canary", "'2025-01-07Z'")))
    lake = through_view(connected, database, "CASE student_id WHEN 'Canary' THEN student_id::int = 1 ELSE true END")
    code, shown = failed(lake, capsys)
    assert (code, "the database failed" in shown) == (5, True), shown
    assert "Canary" not in shown
    assert not lake.versions()


@pytest.mark.once
def test_a_reading_that_is_not_whole(lake: Lake) -> None:
    half = lake.spark.sql("SELECT 'x' AS raw_payload, 0 AS part, 3 AS counted FROM range(2)")
    with pytest.raises(BalanceError) as error:
        _whole(half, "bronze.x")
    assert error.value.why == "the database counted 3 rows, 2 arrived"


def test_no_secret_in_plans_and_ledgers(
    connected: Connected, database: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    database.sql(insert(row("STU-1", "'2025-01-06Z'")))
    lake = connected()
    ingested(lake)
    settings = lake.settings.sources["edtech_platform"].database
    assert settings
    frame = reader(lake.spark, settings, print).frame("SELECT 1 AS one")
    frame.explain(extended=True)
    plan = capsys.readouterr().out
    assert "one" in plan
    everything = plan + repr(lake.settings) + json.dumps(lake.rows(JOB_RUNS), default=str) + "".join(lake.said)
    kept = json.dumps(lake.rows(ENGAGEMENT.form.table), default=str)
    assert origin(settings) in kept
    for secret in (PASSWORD, "127.0.0.1"):
        assert secret not in everything + kept
    assert "STU-1" not in everything
