"""What configuration may say of a database, where secrets come from, and what is worth another attempt."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from edulake import config
from edulake.database.failures import ATTEMPTS, NO_DRIVER, retrying, state_of
from edulake.database.settings import Database
from edulake.errors import ConfigError, UnreadableError

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
    "other database": ({"url": "jdbc:mysql://db/x"}, "URL is not jdbc:postgresql://"),
    "query as table": ({"table": "(SELECT 1) x"}, "table is not a name"),
    "quote in table": ({"table": 'a"; DROP TABLE b; --'}, "table is not a name"),
    "sslmode": ({"sslmode": "on"}, "no sslmode is called on"),
    "overlap": ({"overlap_seconds": -1}, "too small"),
    "parts without column": ({"partitions": 4}, "belong together"),
    "column without parts": ({"partition_column": "id"}, "belong together"),
}


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
        "[sources.x]\nformat = 'jdbc'\n[sources.x.database]\nurl = 'env:X'": "table is missing",
        "[sources.x]\nformat = 'jdbc'\n[sources.x.database]\npasword = 'env:X'": "did you mean password",
        "[sources.x]\nformat = 'jdbc'\ndatabase = 'Canary'": "database has the wrong type",
    }.items():
        path.write_text(text)
        with pytest.raises(ConfigError) as error:
            config.load(str(path))
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
    ],
)
def test_connections_are_encrypted_unless_they_stay_on_this_machine(url: str, sslmode: str, mode: str) -> None:
    assert Database(**{**VALID, "url": url, "sslmode": sslmode}).tls(url) == mode


# --- failures ---------------------------------------------------------------------------------------


class Cause:
    """An exception of Java, as py4j shows it: a method that it lacks fails when called."""

    def __init__(self, state: str | None, cause: Cause | None = None, text: str = "Canary") -> None:
        self.cause = cause
        if state is not None:
            self.getSQLState = lambda: state
            self.getMessage = lambda: text

    def getCause(self) -> Cause | None:  # noqa: N802 - Java's name
        return self.cause


class SparkError(Exception):
    def __init__(self, state: str | None = None, text: str = "Canary") -> None:
        super().__init__(text)
        self.java_exception = Cause(None, Cause(None, Cause(state, text=text))) if state else None


def failing(times: int, error: Exception) -> Callable[[], int]:
    """Fails so often, then returns how often it was called."""
    calls: list[int] = []

    def action() -> int:
        calls.append(1)
        if len(calls) <= times:
            raise error
        return len(calls)

    return action


@pytest.mark.parametrize("state", ["08001", "08006", "08S01", "40001", "40P01", "53300", "57P01", "57P02", "57P03"])
def test_transient_failures_are_tried_again(state: str) -> None:
    said: list[str] = []
    pauses: list[float] = []
    assert retrying(failing(ATTEMPTS - 1, SparkError(state)), said.append, pauses.append) == ATTEMPTS
    assert len(said) == len(pauses) == ATTEMPTS - 1
    assert all(2**number / 2 <= pause <= 2**number for number, pause in enumerate(pauses))
    assert "Canary" not in "".join(said)


@pytest.mark.parametrize(
    ("state", "says"),
    [
        ("28P01", "refused the credentials"),
        ("28000", "refused the credentials"),
        ("3D000", "database does not exist"),
        ("42P01", "table does not exist"),
        ("42501", "may not be read"),
        ("08004", "refused the connection"),
        ("08P01", "cannot be reached"),
        ("57P04", "the database failed"),
        ("22P02", "the database failed"),
    ],
)
def test_other_failures_are_not(state: str, says: str) -> None:
    action, pauses = failing(1, SparkError(state)), []
    with pytest.raises(UnreadableError) as error:
        retrying(action, print, pauses.append)
    assert says in error.value.what
    assert "Canary" not in " ".join(error.value.lines())
    assert error.value.exit_code == 5
    assert pauses == []
    assert action() == 2, "it was called once"


def test_a_database_that_stays_away() -> None:
    with pytest.raises(UnreadableError) as error:
        retrying(failing(99, SparkError("08001")), print, lambda _: None)
    assert error.value.why == f"SQLSTATE 08001, {ATTEMPTS} attempts"


def test_what_is_no_failure_of_a_database_passes() -> None:
    with pytest.raises(KeyError):
        retrying(failing(1, KeyError("x")), print)
    with pytest.raises(ConfigError):
        retrying(failing(1, ConfigError("FATAL: role")), print)


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ('(org.postgresql.util.PSQLException) FATAL: password authentication failed for user "x"', "28000"),
        ('ERROR: relation "missing" does not exist', "42P01"),
        ("Connection to 127.0.0.1:1 refused. Check that the hostname and port are correct", "08006"),
        ("FATAL: the database system is starting up", "57P01"),
        ("java.lang.ClassNotFoundException: org.postgresql.Driver", NO_DRIVER),
        ("(java.lang.ClassNotFoundException) org.postgresql.Driver", NO_DRIVER),
        ('(org.postgresql.util.PSQLException) ERROR: schema "no" does not exist', "42P01"),
        ("(org.postgresql.util.PSQLException) ERROR: Canary\n\tat org.postgresql.Driver.connect", "unknown"),
        ("[TABLE_OR_VIEW_NOT_FOUND] something else", None),
    ],
)
def test_states_behind_texts(text: str, state: str | None) -> None:
    """Spark Connect passes on the text alone."""
    assert state_of(SparkError(text=text)) == state
