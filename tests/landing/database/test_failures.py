"""Failures of a database: which are worth another attempt, and what is said of the others."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from edulake.errors import ConfigError, UnreadableError
from edulake.landing.database.failures import ATTEMPTS, NO_DRIVER, retrying, state_of

pytestmark = pytest.mark.once


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
