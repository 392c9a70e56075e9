"""Failures of a database: which are worth another attempt, and what is said of the others."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import TypeVar

import pytest

from edulake.errors import ConfigError, UnreadableError
from edulake.landing.database import failures
from edulake.landing.database.asking import DIALECTS
from edulake.landing.database.failures import ATTEMPTS, NO_DRIVER, UNTRUSTED, state_of

pytestmark = pytest.mark.once
Result = TypeVar("Result")


class Cause:
    """An exception of Java, as py4j shows it: a method that it lacks fails when called."""

    def __init__(self, state: str | None, cause: Cause | None = None, text: str = "Canary", code: int = 0) -> None:
        self.cause = cause
        self.getMessage = lambda: text
        if state is not None:
            self.getSQLState = lambda: state
            self.getErrorCode = lambda: code

    def getClass(self) -> SimpleNamespace:  # noqa: N802
        return SimpleNamespace(getName=lambda: "java.lang.Exception")

    def getCause(self) -> Cause | None:  # noqa: N802 - Java's name
        return self.cause


class SparkError(Exception):
    def __init__(self, state: str | None = None, text: str = "Canary", code: int = 0, behind: str = "") -> None:
        super().__init__(text)
        why = Cause(None, text=behind) if behind else None
        self.java_exception = Cause(None, Cause(None, Cause(state, why, text, code))) if state else None


def retrying(
    action: Callable[[], Result],
    say: Callable[[str], None],
    pause: Callable[[float], None] = time.sleep,
    product: str = "postgresql",
) -> Result:
    return failures.retrying(action, say, pause, dialect=DIALECTS[product])


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
        ("(java.sql.SQLException) Access denied for user 'x'@'127.0.0.1' (using password: YES)", "28000"),
        ("(com.microsoft.sqlserver.jdbc.SQLServerException) Login failed for user 'x'.", "28000"),
        ("ORA-01017: invalid credential or not authorized; logon denied", "28000"),
        ('ORA-00942: table or view "A"."B" does not exist', "42P01"),
        ("(java.sql.SQLSyntaxErrorException) Table 'school.missing' doesn't exist", "42P01"),
        ("(com.mysql.cj.jdbc.exceptions.CommunicationsException) Communications link failure", "08006"),
        ("java.lang.ClassNotFoundException: com.microsoft.sqlserver.jdbc.SQLServerDriver", NO_DRIVER),
        ("java.sql.SQLException: ORA-01722: invalid number Canary", "unknown"),
        ("[TABLE_OR_VIEW_NOT_FOUND] something else", None),
    ],
)
def test_states_behind_texts(text: str, state: str | None) -> None:
    """Spark Connect passes on the text alone."""
    assert state_of(SparkError(text=text), {}) == state


@pytest.mark.parametrize(
    ("product", "state", "code", "says"),
    [
        ("mysql", "42000", 1049, "the database does not exist"),
        ("mysql", "42000", 1142, "the table may not be read"),
        ("mysql", "42S02", 1146, "the table does not exist"),
        ("mysql", "42000", 1064, "the database failed"),
        ("sqlserver", "S0001", 18456, "the database refused the credentials"),
        ("sqlserver", "S0002", 208, "the table does not exist"),
        ("oracle", "72000", 1017, "the database refused the credentials"),
        ("oracle", "42000", 942, "the table does not exist"),
        ("postgresql", "42000", 942, "the database failed"),
    ],
)
def test_numbers_of_errors_say_more_than_their_states(product: str, state: str, code: int, says: str) -> None:
    with pytest.raises(UnreadableError) as error:
        retrying(failing(1, SparkError(state, code=code)), print, pytest.fail, product)
    assert error.value.what == says


def test_a_deadlock_by_its_number_is_tried_again() -> None:
    assert retrying(failing(1, SparkError("61000", code=60)), print, lambda _: None, "oracle") == 2


@pytest.mark.parametrize("state", ["08006", "08S01"])
def test_a_certificate_may_stand_behind_a_broken_connection(state: str) -> None:
    assert state_of(SparkError(state, behind="PKIX path building failed"), {}) == UNTRUSTED
    assert state_of(SparkError(state, behind="Connection reset"), {}) == state


def test_a_driver_that_is_not_there_is_named() -> None:
    missing = SparkError(text="java.lang.ClassNotFoundException: com.mysql.cj.jdbc.Driver")
    with pytest.raises(UnreadableError, match="the driver of MySQL is not there") as error:
        retrying(failing(1, missing), print, pytest.fail, "mysql")
    assert error.value.fix.startswith("add com.mysql:mysql-connector-j:")
