"""Where a table is read from instead of files. Data only: standard library, no session, never a secret."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from edulake.config.secret import REFERENCE
from edulake.errors import ConfigError

# No user, password or parameter fits in: what a URL holds is shown by plans, logs and process lists.
URL = re.compile(r"\Ajdbc:postgresql://([\w.:\[\],-]+)/[\w%-]+\Z")
NAME = r"[A-Za-z_][A-Za-z0-9_$#]{0,127}"
TABLE = re.compile(rf"\A{NAME}(?:\.{NAME})?\Z")
TLS = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
LOOPBACK = re.compile(r"\A(?:localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?\Z")
BY_REFERENCE = "write env:NAME or secret:SCOPE/NAME"
# What would end the subquery that a query becomes, or hide its end; also where it stands in a text.
ENDS = (";", "--", "/*")
QUOTED = re.compile(r"""'[^']*'|"[^"]*"|`[^`]*`|\[[^\]]*\]""")
WRITES = re.compile(
    r"\b(?:INSERT|UPDATE|DELETE|MERGE|CREATE|DROP|ALTER|TRUNCATE|CALL|EXEC|EXECUTE|GRANT|INTO)\b", re.IGNORECASE
)


class Product(NamedTuple):
    """A database by its URLs, of which the first group is the hosts, and the ways in which it may be encrypted.

    `away` is the one for hosts that are not this machine, where nothing else is said.
    """

    form: str
    url: re.Pattern[str]
    modes: tuple[str, ...]
    away: str


PRODUCTS = {
    "postgresql": Product("jdbc:postgresql://host:port/database", URL, TLS, "require"),
    "mysql": Product(
        "jdbc:mysql://host:port/database",
        re.compile(r"\Ajdbc:mysql://([\w.:\[\],-]+)/[\w-]+\Z"),
        ("disable", "prefer", "require", "verify-ca", "verify-full"),
        "verify-full",
    ),
    "sqlserver": Product(
        "jdbc:sqlserver://host:port;databaseName=database",
        re.compile(r"\Ajdbc:sqlserver://([\w.:\\\[\]-]+);databaseName=[\w-]+\Z"),
        ("disable", "prefer", "require", "verify-full"),
        "verify-full",
    ),
    # Whether it is encrypted is said by the protocol in its URL.
    "oracle": Product(
        "jdbc:oracle:thin:@tcps://host:port/service",
        re.compile(r"\Ajdbc:oracle:thin:@(?:tcps?:)?//([\w.:\[\]-]+)/[\w.-]+\Z"),
        ("disable", "prefer", "verify-ca", "verify-full"),
        "verify-full",
    ),
}


@dataclass(frozen=True)
class Database:
    """A table of a database, or the rows of a query, read incrementally by the time of a row's last change.

    `url`, `user` and `password` name where the value is: env:NAME, or secret:SCOPE/NAME of the platform. Only the
    URL may also be written out. `table` is spelled as the database spells it, perhaps with its schema; a `query`
    is one SELECT, whose columns have names. `zoned` are columns of a query whose type has a time zone, [] if none
    has: MySQL and Oracle tell that of tables only.
    `watermark` is the column of the last change. A run reads again what changed in the `overlap_seconds` before
    the newest change in bronze: a transaction that was open then may have been committed since; an hour also
    covers the one that autumn repeats in columns without time zone. With `partition_column` (a whole number or a
    time) large reads are split into `partitions`. `sslmode` is in PostgreSQL's words: "prefer" on loopback, elsewhere
    by default "require" for PostgreSQL, which encrypts, and "verify-full" for others, which also proves who answers.
    `sslrootcert` is whom to trust: a PEM file for PostgreSQL, a Java key store (JKS) for others.
    """

    url: str
    user: str
    watermark: str
    table: str = ""
    query: str = ""
    zoned: list[str] | None = field(default=None, hash=False)
    password: str = ""
    overlap_seconds: int = 3600
    partition_column: str = ""
    partitions: int = 1
    fetch_rows: int = 10_000
    sslmode: str = ""
    sslrootcert: str = ""

    def __post_init__(self) -> None:
        for name, value in (("user", self.user), ("password", self.password)):
            if (value or name == "user") and not REFERENCE.match(value):
                raise ConfigError(f"a database's {name} is never written in configuration", "", BY_REFERENCE)
        if bool(self.table) == bool(self.query):
            why = "both are given" if self.table else "table is missing"
            raise ConfigError("a database has a table or a query", why, "give one of them")
        if self.table and not TABLE.match(self.table):
            raise ConfigError("a database's table is not a name", "expected table or schema.table", "correct table")
        if self.query:
            _must_be_a_select(self.query)
        if self.sslmode not in ("", *TLS):
            raise ConfigError(f"no sslmode is called {self.sslmode}", "", f"choose from {', '.join(TLS)}")
        if not self.url.startswith("env:"):
            self.tls(self.url)
        if self.overlap_seconds < 0 or self.fetch_rows < 1 or self.partitions < 1:
            raise ConfigError(
                "a number of a database is too small", "", "correct overlap_seconds, fetch_rows, partitions"
            )
        if (self.partitions > 1) != bool(self.partition_column):
            raise ConfigError("partitions and partition_column belong together", "one is missing", "give both or none")

    @property
    def spelled(self) -> str:
        """What is read, in a few words."""
        return self.table or "the query"

    def tls(self, url: str) -> str:
        """The TLS mode for `url`: encrypted, unless every host is this machine or the settings say otherwise."""
        name = product(url)
        known = PRODUCTS[name]
        hosts = known.url.match(url)[1].split(",")  # type: ignore[index] - product() has looked
        mode = self.sslmode or ("prefer" if all(map(LOOPBACK.match, hosts)) else known.away)
        if mode not in known.modes:
            raise ConfigError(f"sslmode {mode} means nothing to {name}", "", f"choose from {', '.join(known.modes)}")
        if name == "oracle" and mode.startswith("verify") and "@tcps:" not in url:
            why = f"sslmode is {mode}"
            raise ConfigError("a database's URL does not ask for TLS", why, "write tcps:// in url")
        return mode


def product(url: str) -> str:
    """Which of PRODUCTS a JDBC URL is of; ConfigError, which does not repeat it, for another form."""
    found = next((name for name, known in PRODUCTS.items() if known.url.match(url)), None)
    if found:
        return found
    named = next((name for name in PRODUCTS if url.startswith(f"jdbc:{name}:")), "postgresql")
    why = "no user, password or parameter may stand in it"
    if not url.startswith(f"jdbc:{named}:"):
        why += f"; known are {', '.join(PRODUCTS)}"
    raise ConfigError(f"a database's URL is not {PRODUCTS[named].form}", why, "correct url")


def _must_be_a_select(query: str) -> None:
    """ConfigError for what is not one SELECT that can stand in parentheses; it does not repeat it."""
    bare = QUOTED.sub("''", query)
    depth = lowest = 0
    for letter in bare:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        lowest = min(lowest, depth)
    why = ""
    if not re.match(r"\s*SELECT\b", query, re.IGNORECASE):
        why = "it does not begin with SELECT; what follows WITH can be a subquery"
    elif found := next((end for end in ENDS if end in query), None):
        why = f"it holds {found}"
    elif found := WRITES.search(bare):
        why = f"it says {found[0].upper()}"
    elif depth or lowest or re.search("[\"'`]", bare.replace("''", "")):
        why = "a quote or a parenthesis stands alone"
    if why:
        raise ConfigError("a database's query is not one SELECT", why, "correct query")
