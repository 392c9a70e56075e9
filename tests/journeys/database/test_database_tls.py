"""Connections to a real PostgreSQL that speaks TLS: encrypted, verified, and refused where they must be."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import postgres
import pytest
from lake import Lake
from postgres import PASSWORD, Server

from edulake.errors import UnreadableError
from edulake.jobs import bronze_ingest
from edulake.silver.learning.engagement import ENGAGEMENT

pytestmark = [pytest.mark.slow, pytest.mark.once]
SOURCE = ["edtech_platform"]
# Each row tells of the connection that reads it.
WATCHED = """
CREATE OR REPLACE VIEW watched AS SELECT student_id, login_time, progress_percentage, engagement_score, last_modified,
(SELECT ssl || ' ' || version FROM pg_stat_ssl WHERE pid = pg_backend_pid()) AS course_id FROM student_engagement
"""


@pytest.fixture(scope="module")
def encrypted() -> Iterator[Server]:
    with postgres.encrypted() as server:
        server.empty_table()
        server.sql(
            "INSERT INTO student_engagement VALUES ('S1', 'C1', '2025-01-05 08:00Z', 10, 70, '2025-01-06Z')",
            WATCHED,
            "GRANT SELECT ON watched TO edtech",
        )
        yield server


@pytest.fixture
def through(encrypted: Server, connected: Callable[..., Lake], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Lake]:
    """A lake that reads the watched table of the server with TLS, by a host name and with further settings."""

    def build(host: str, sslmode: str, root: str = "") -> Lake:
        monkeypatch.setenv("EDTECH_URL", f"jdbc:postgresql://{host}:{encrypted.port}/postgres")
        monkeypatch.setenv("EDTECH_PASSWORD", PASSWORD)
        monkeypatch.setattr("edulake.landing.database.failures.ATTEMPTS", 2)
        further = f'sslmode = "{sslmode}"\n' + (f'sslrootcert = "{root}"\n' if root else "")
        return connected(further, ('table = "student_engagement"', 'table = "watched"'))

    return build


@pytest.mark.parametrize(("host", "sslmode"), [("127.0.0.1", "require"), ("localhost", "verify-full")])
def test_rows_arrive_encrypted(host: str, sslmode: str, through: Callable[..., Lake], encrypted: Server) -> None:
    lake = through(host, sslmode, str(encrypted.folder / "server.crt") if sslmode == "verify-full" else "")
    lake.ingest(source=SOURCE)
    [row] = lake.rows(ENGAGEMENT.form.table, "raw_student_id", "raw_course_id")
    assert row == {"raw_student_id": "S1", "raw_course_id": "true TLSv1.3"}


@pytest.mark.parametrize(
    ("host", "root"), [("localhost", ""), ("127.0.0.1", "server.crt"), ("localhost", "missing.crt")]
)
def test_a_certificate_that_proves_nothing_is_refused_at_once(
    host: str, root: str, through: Callable[..., Lake], encrypted: Server
) -> None:
    """Signed by nobody we know, made for another name, or with a root that is not there."""
    lake = through(host, "verify-full", str(encrypted.folder / root) if root else "")
    context = lake.context(source=SOURCE)
    bronze_ingest.run(context)
    with pytest.raises(UnreadableError, match="certificate was not accepted"):
        context.must_have_done_all()
    assert not any("attempt" in said for said in lake.said)
    assert not lake.versions()
