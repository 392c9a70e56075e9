"""What went wrong in a database: worth another attempt or not, and how to say it without its words."""

from __future__ import annotations

import random
import re
import time
from typing import TYPE_CHECKING, Any, TypeVar

from edulake.errors import EdulakeError, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from edulake.landing.database.dialect import Dialect

    Result = TypeVar("Result")

ATTEMPTS = 5
LONGEST_PAUSE = 60
NO_DRIVER = "no driver"
UNTRUSTED = "certificate"
# Drivers give a certificate that they do not accept the state of a broken connection.
CERTIFICATE = re.compile(
    r"PKIX|CertPath|CertificateException|SSLHandshake|could not be verified by hostnameverifier|SSL root certificate"
    r"|certificate chain|server name in a certificate|does not match the .*distinguished name|keystore"
)
# Connections that fail or break, serialization and deadlock, too many clients, a server that restarts. Not 08004
# (a server that refuses TLS or the way to sign in) and not 57P04 (the database is gone).
TRANSIENT = re.compile(r"\A(?:08(?!004|P01)...|40001|40P01|53300|57P0[1235])\Z")
# Through Spark Connect only the text of an error arrives, not its state.
TEXTS = {
    CERTIFICATE.pattern: UNTRUSTED,
    r"password authentication failed|no pg_hba\.conf entry|FATAL: role ": "28000",
    r"Access denied for user \S+ \(using|Login failed for user|ORA-0?(?:1017|1005|2800[01])\b": "28000",
    r"FATAL: database |Unknown database|Cannot open database|ORA-125(?:05|14)\b": "3D000",
    r"(?:relation|schema) \"?[^\"]*\"? does not exist": "42P01",
    r"Table '[^']*' doesn't exist|Invalid object name|ORA-00942\b": "42P01",
    r"permission denied for|command denied to user|permission was denied on the object|ORA-01031\b": "42501",
    r"server does not support SSL|no password was provided": "08004",
    r"No suitable driver|ClassNotFoundException\W+(?:org\.postgresql|com\.mysql|com\.microsoft|oracle)\.": NO_DRIVER,
    r"could not serialize access|[Dd]eadlock (?:detected|found)|was deadlocked on|ORA-0(?:0060|8177)\b": "40001",
    r"too many clients": "53300",
    r"terminating connection|database system is (?:starting up|shutting down|in recovery)": "57P01",
    r"Connection to \S+ refused|Connection refused|Connection reset|connection attempt failed"
    r"|I/O error occurred|This connection has been closed|Communications link failure|TCP/IP connection to the host"
    r"|ORA-1(?:2541|7002)\b": "08006",
    r"org\.postgresql\.util\.PSQLException|com\.mysql\.cj|SQLServerException|ORA-\d{5}": "unknown",
}
EXPLAINED = {
    "28": ("the database refused the credentials", "check what the settings user and password name"),
    "3D": ("the database does not exist", "check the setting url"),
    "3F": ("the table does not exist", "check table or query: names are spelled as the database spells them"),
    "42P01": ("the table does not exist", "check table or query: names are spelled as the database spells them"),
    "42501": ("the table may not be read", "let the database's owner grant SELECT on it"),
    "08004": ("the database refused the connection", "check sslmode and how the user may sign in"),
    "08": ("the database cannot be reached", "check the setting url, the network and the server"),
    UNTRUSTED: (
        "the database's certificate was not accepted",
        "check sslrootcert, and that url names the host as the certificate does",
    ),
}


def retrying(
    action: Callable[[], Result],
    say: Callable[[str], None],
    pause: Callable[[float], None] = time.sleep,
    *,
    dialect: Dialect,
) -> Result:
    """What `action` returns; transient failures are tried again, later each time. UnreadableError for the others.

    The error names a state, never the database's words: they may hold values. Errors for people pass.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return action()
        except EdulakeError:
            raise
        except Exception as error:
            state = state_of(error, dialect.codes)
            if state is None:
                raise
            if attempt == ATTEMPTS or not TRANSIENT.match(state):
                raise explained(state, attempt, dialect) from None
            say(f"bronze  the database failed ({state}), attempt {attempt + 1} of {ATTEMPTS}")
            pause(min(2.0 ** (attempt - 1), LONGEST_PAUSE) * random.uniform(0.5, 1))  # noqa: S311 - jitter, no secret
    raise AssertionError


def state_of(error: BaseException, codes: Mapping[int, str]) -> str | None:
    """The SQLSTATE behind an error of Spark, `NO_DRIVER`, `UNTRUSTED`, or null where no database is to blame.

    `codes` are the states of errors that the database tells apart by numbers of its own.
    """
    first: Any = getattr(error, "java_exception", None) or getattr(error, "_origin", None)
    cause = first
    while cause is not None:
        try:
            state = codes.get(int(cause.getErrorCode())) or str(cause.getSQLState() or "08006")
            return UNTRUSTED if state.startswith("08") and _is_untrusted(cause) else state
        except Exception:  # noqa: BLE001 - a Java exception of another kind: its cause may be one of SQL
            cause = cause.getCause()
    text = str(error)
    return next((state for pattern, state in TEXTS.items() if re.search(pattern, text)), None)


def _is_untrusted(cause: Any) -> bool:
    """Whether an exception, or what it is told by, is about a certificate."""
    while cause is not None:
        if CERTIFICATE.search(f"{cause.getClass().getName()} {cause.getMessage()}"):
            return True
        cause = cause.getCause()
    return False


def explained(state: str, attempts: int, dialect: Dialect) -> UnreadableError:
    """The error for people of a state."""
    if state == NO_DRIVER:
        how = f"add {dialect.coordinates} to the cluster, or set up again with EDULAKE_EXTRAS=databases"
        return UnreadableError(f"the driver of {dialect.product} is not there", NO_DRIVER, how)
    known = next((EXPLAINED[key] for key in (state, state[:2]) if key in EXPLAINED), None)
    what, fix = known or ("the database failed", "look up the state, and look into the database's own log")
    why = state if state == UNTRUSTED or state.startswith("error ") else f"SQLSTATE {state}"
    return UnreadableError(what, f"{why}, {attempts} attempts" if attempts > 1 else why, fix)
