"""Where a table is read from instead of files. Data only: standard library, no session, never a secret."""

from __future__ import annotations

import re
from dataclasses import dataclass

from edulake.config.secret import REFERENCE
from edulake.errors import ConfigError

# No user, password or parameter fits in: what a URL holds is shown by plans, logs and process lists.
URL = re.compile(r"\Ajdbc:postgresql://([\w.:\[\],-]+)/[\w%-]+\Z")
TABLE = re.compile(r"\A[A-Za-z_][A-Za-z0-9_]{0,62}(?:\.[A-Za-z_][A-Za-z0-9_]{0,62})?\Z")
TLS = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
LOOPBACK = re.compile(r"\A(?:localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?\Z")
BY_REFERENCE = "write env:NAME or secret:SCOPE/NAME"


@dataclass(frozen=True)
class Database:
    """A table of a PostgreSQL database, read incrementally by the time of a row's last change.

    `url`, `user` and `password` name where the value is: env:NAME, or secret:SCOPE/NAME of the platform. Only the
    URL may also be written out. `table` is spelled as the database spells it, perhaps with its schema.
    `watermark` is the column of the last change. A run reads again what changed in the `overlap_seconds` before
    the newest change in bronze: a transaction that was open then may have been committed since; an hour also
    covers the one that autumn repeats in columns without time zone. With `partition_column` (a whole number or a
    time) large reads are split into `partitions`. `sslmode` is by default "require", on loopback "prefer".
    """

    url: str
    table: str
    user: str
    watermark: str
    password: str = ""
    overlap_seconds: int = 3600
    partition_column: str = ""
    partitions: int = 1
    fetch_rows: int = 10_000
    sslmode: str = ""
    sslrootcert: str = ""

    def __post_init__(self) -> None:
        if not self.url.startswith("env:"):
            checked_url(self.url)
        for name, value in (("user", self.user), ("password", self.password)):
            if (value or name == "user") and not REFERENCE.match(value):
                raise ConfigError(f"a database's {name} is never written in configuration", "", BY_REFERENCE)
        if not TABLE.match(self.table):
            raise ConfigError("a database's table is not a name", "expected table or schema.table", "correct table")
        if self.sslmode not in ("", *TLS):
            raise ConfigError(f"no sslmode is called {self.sslmode}", "", f"choose from {', '.join(TLS)}")
        if self.overlap_seconds < 0 or self.fetch_rows < 1 or self.partitions < 1:
            raise ConfigError(
                "a number of a database is too small", "", "correct overlap_seconds, fetch_rows, partitions"
            )
        if (self.partitions > 1) != bool(self.partition_column):
            raise ConfigError("partitions and partition_column belong together", "one is missing", "give both or none")

    def tls(self, url: str) -> str:
        """The TLS mode for `url`: encrypted, unless every host is this machine or the settings say otherwise."""
        hosts = checked_url(url).split(",")
        return self.sslmode or ("prefer" if all(map(LOOPBACK.match, hosts)) else "require")


def checked_url(url: str) -> str:
    """The hosts of a JDBC URL; ConfigError, which does not repeat it, for another form."""
    found = URL.match(url)
    if not found:
        why = "no user, password or parameter may stand in it"
        raise ConfigError("a database's URL is not jdbc:postgresql://host:port/database", why, "correct url")
    return found[1]
