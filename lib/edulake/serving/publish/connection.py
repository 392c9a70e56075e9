"""A connection to the database that is served, and what went wrong in it, without its words: they may hold values."""

from __future__ import annotations

import re
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, cast

from edulake.config import secret
from edulake.config.publish import hosts, tls
from edulake.errors import EdulakeError, LockedError, NotInstalledError, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import psycopg

    from edulake.config.publish import Publish

# Rows are compared as texts, in one spelling on every server.
SPELLING = "-c TimeZone=UTC -c DateStyle=ISO -c IntervalStyle=postgres -c extra_float_digits=1 -c bytea_output=hex"
PATIENCE_SECONDS = 10
# By the catalog's own rows: to_regclass may still know what another publisher has changed meanwhile.
HAS_TABLE = """
SELECT EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE n.nspname = %s AND c.relname = %s AND c.relkind IN ('r', 'p'))
"""
# Where no connection comes about, libpq tells why in words alone.
WORDS = {
    r"password authentication failed|no password supplied|no pg_hba\.conf entry|role .* does not exist": "28",
    r"certificate|SSL": "certificate",
    r"database .* does not exist": "3D",
}
EXPLAINED = {
    "28": ("the database refused the credentials", "check what publish.user and publish.password name"),
    "3D": ("the database does not exist", "check publish.url"),
    "3F": ("a schema is not there", "run deploy/postgresql/roles.sql once, as the database's owner"),
    "42501": ("the publisher lacks a right", "run deploy/postgresql/roles.sql once, as the database's owner"),
    "42883": (
        "a function of row filters is not there",
        "run deploy/postgresql/roles.sql again, as the database's owner",
    ),
    "42704": ("a role is not there", "run deploy/postgresql/roles.sql again, as the database's owner"),
    "53": ("the database has no room", "look for connections, memory and disk of the server"),
    "certificate": (
        "the server's certificate is not accepted",
        "check publish.sslrootcert, and that url names its host",
    ),
    "08": ("the database cannot be reached", "check publish.url, the network and the server"),
    "57": ("the database was shut down meanwhile", "run it again: nothing was published by half"),
}
LOCKED = ("55P03", "40001", "40P01", "57014")


@contextmanager
def opened(settings: Publish) -> Iterator[psycopg.Connection[Any]]:
    """A connection of the publisher's own, which commits nothing by itself; EdulakeError, whatever happens in it."""
    if not find_spec("psycopg"):
        why = "publish writes to PostgreSQL by psycopg"
        raise NotInstalledError("psycopg is not installed", why, "pip install 'edulake[publish]'")
    import psycopg

    url = secret.read(settings.url) if settings.url.startswith("env:") else settings.url
    told = {**hosts(url), **tls(url, settings.sslrootcert), "user": secret.read(settings.user)}
    if settings.password:
        told["password"] = secret.read(settings.password)
    try:
        with psycopg.connect(
            **told,
            connect_timeout=PATIENCE_SECONDS,
            application_name="edulake publish",
            options=SPELLING,
            autocommit=True,
        ) as connection:
            yield connection
    except psycopg.Error as error:
        raise explained(error.sqlstate, str(error)) from None


def run(connection: psycopg.Connection[Any], sql: str, values: Sequence[Any] = ()) -> psycopg.Cursor[Any]:
    """Execute SQL that is made of contracts: what is a value of theirs stands in `values`."""
    return connection.execute(cast("Any", sql), values or None)


def has_table(connection: psycopg.Connection[Any], schema: str, name: str) -> bool:
    return run(connection, HAS_TABLE, (schema, name)).fetchone() == (True,)


def explained(state: str | None, words: str) -> EdulakeError:
    """An error for people: of the state alone, and of libpq's words where there is none."""
    if state in LOCKED:
        why = f"SQLSTATE {state}: somebody holds a table or a row"
        return LockedError("the database kept the publisher waiting", why, "run it again later")
    kind = state or next((kind for pattern, kind in WORDS.items() if re.search(pattern, words)), "08")
    found = next((EXPLAINED[key] for key in (kind, kind[:2]) if key in EXPLAINED), None)
    what, fix = found or ("the database failed", "look up the state, and look into the database's own log")
    return UnreadableError(what, f"SQLSTATE {state}" if state else "no connection came about", fix)
