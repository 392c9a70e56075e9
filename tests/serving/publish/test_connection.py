"""Whom the publisher speaks to: the server proves its name, or nothing is said to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import postgres
import pytest
from postgres import PASSWORD, Server

from edulake.config import publish
from edulake.config.publish import Publish
from edulake.errors import UnreadableError
from edulake.serving.publish import connection

pytestmark = [pytest.mark.once, pytest.mark.postgres]

USER = {"user": "env:EDTECH_USER", "password": "env:EDTECH_PASSWORD"}


@pytest.fixture(scope="module")
def encrypted() -> Iterator[Server]:
    with postgres.encrypted() as server:
        yield server


@pytest.fixture(autouse=True)
def _as_if_far_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loopback counts as any other host."""
    never = publish.re.compile(r"\Anever\Z")
    monkeypatch.setattr(publish, "LOOPBACK", never)
    monkeypatch.setenv("EDTECH_USER", "edtech")
    monkeypatch.setenv("EDTECH_PASSWORD", PASSWORD)


def is_encrypted(server: Server, host: str, root: str) -> bool:
    settings = Publish(url=f"postgresql://{host}:{server.port}/postgres", sslrootcert=root, **USER)
    with connection.opened(settings) as opened:
        asked = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
        return connection.run(opened, asked).fetchone() == (True,)


def test_a_server_that_proves_its_name_is_spoken_to(encrypted: Server, tmp_path: Path) -> None:
    root = tmp_path / "root.crt"
    root.write_bytes((encrypted.folder / "server.crt").read_bytes())
    assert is_encrypted(encrypted, "localhost", str(root))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_another_name_or_an_unknown_certificate_is_refused(encrypted: Server, tmp_path: Path, host: str) -> None:
    root = tmp_path / "root.crt"
    root.write_bytes((encrypted.folder / "server.crt").read_bytes())
    with pytest.raises(UnreadableError, match="certificate is not accepted") as refused:
        is_encrypted(encrypted, host, str(root) if host == "127.0.0.1" else "")
    assert PASSWORD not in " ".join(refused.value.lines())


def test_a_server_without_encryption_is_refused(server: Server, tmp_path: Path) -> None:
    with pytest.raises(UnreadableError):
        is_encrypted(server, "localhost", "")


def test_wrong_credentials_are_told_without_them(
    encrypted: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDTECH_PASSWORD", "Canary")
    root = tmp_path / "root.crt"
    root.write_bytes((encrypted.folder / "server.crt").read_bytes())
    with pytest.raises(UnreadableError) as refused:
        is_encrypted(encrypted, "localhost", str(root))
    said = refused.value.lines()
    assert said[0] == "error: the database refused the credentials"
    assert "Canary" not in " ".join(said)


@pytest.mark.parametrize(
    ("state", "words", "code", "what"),
    [
        ("55P03", "", "LOCKED", "the database kept the publisher waiting"),
        ("40P01", "", "LOCKED", "the database kept the publisher waiting"),
        ("42501", "", "UNREADABLE", "the publisher lacks a right"),
        ("42704", "", "UNREADABLE", "a role is not there"),
        ("53300", "", "UNREADABLE", "the database has no room"),
        ("57P01", "", "UNREADABLE", "the database was shut down meanwhile"),
        ("23502", "", "UNREADABLE", "the database failed"),
        (
            None,
            'FATAL: password authentication failed for user "Canary"',
            "UNREADABLE",
            "the database refused the credentials",
        ),
        (None, 'FATAL: database "Canary" does not exist', "UNREADABLE", "the database does not exist"),
        (None, "Canary", "UNREADABLE", "the database cannot be reached"),
    ],
)
def test_what_went_wrong_is_told_by_its_state_alone(state: str | None, words: str, code: str, what: str) -> None:
    error = connection.explained(state, words)
    assert (error.code, error.what) == (code, what)
    assert "Canary" not in " ".join(error.lines())
