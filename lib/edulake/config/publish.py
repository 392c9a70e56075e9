"""Where gold is served outside of the warehouse: a PostgreSQL database, files. Data only: standard library."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from edulake.config.database import LOOPBACK, URL
from edulake.config.secret import FORMS, REFERENCE
from edulake.errors import ConfigError

FORMATS = ("parquet", "csv")
PORT = 5432
HOST = re.compile(r"\A(\[[^\]]+\]|[^:]+)(?::(\d+))?\Z")


@dataclass(frozen=True)
class Publish:
    """What `publish` serves, and where to. Nothing is served by default.

    `url` is postgresql://host:port/database, or env:NAME; `user` and `password` are references (env:NAME, or
    secret:SCOPE/NAME). Beyond this machine the connection is encrypted, and the server's certificate must name its
    host: it is compared with those that the system trusts, or with `sslrootcert`. `drop` is a folder, to which the same
    is written as files of the `drop_format`, parquet or csv.

    `tables` are products by name: those about groups go to the schema gold, those with a row for each student or
    member of staff to the schema people. `questions` says whether the released cells of all questions are served, which
    is all that reporting_user reads. `masked` serves students, courses, classes and staff without whom they are about:
    in the place of an id stands a pseudonym, made with the secret that `pseudonyms` refers to. `roster` keeps who is in
    which class beside them, and who teaches there, so that somebody may be granted the rows of a class, or of all that
    a teacher has.
    """

    url: str = ""
    user: str = ""
    password: str = ""
    sslrootcert: str = ""
    drop: str = ""
    drop_format: str = "parquet"
    tables: list[str] = field(default_factory=list, hash=False)
    questions: bool = True
    masked: bool = False
    pseudonyms: str = ""
    roster: bool = False

    def __post_init__(self) -> None:
        if self.url and not self.url.startswith("env:"):
            hosts(self.url)
        for name, value in (("user", self.user), ("password", self.password), ("pseudonyms", self.pseudonyms)):
            if value and not REFERENCE.match(value):
                raise ConfigError(f"publish.{name} is never written in configuration", "", FORMS)
        if self.url and not self.user:
            raise ConfigError("publish.user is missing", "who signs in to the database is not said", FORMS)
        if self.drop_format not in FORMATS:
            why = f"choose from {', '.join(FORMATS)}"
            raise ConfigError(f"publish.drop_format cannot be {self.drop_format}", "", why)
        if self.masked and not self.pseudonyms:
            why = "ids of people are served as pseudonyms, which are made with a secret"
            raise ConfigError("publish.masked needs publish.pseudonyms", why, FORMS)


def hosts(url: str) -> dict[str, Any]:
    """Hosts, ports and database of a URL as libpq takes them; ConfigError, which does not repeat it, for others."""
    found = [HOST.match(part) for part in _named(url)]
    if not all(found):
        raise ConfigError("publish.url names no host", "", "write postgresql://host:port/database")
    named = [(part[1].strip("[]"), part[2] or str(PORT)) for part in found if part]
    return {
        "host": ",".join(name for name, _ in named),
        "port": ",".join(port for _, port in named),
        "dbname": url.rpartition("/")[2],
    }


def tls(url: str, sslrootcert: str) -> dict[str, str]:
    """How libpq checks whom it speaks to: by certificate and name, unless every host is this machine."""
    if all(map(LOOPBACK.match, _named(url))):
        return {"sslmode": "prefer"}
    return {"sslmode": "verify-full", "sslrootcert": sslrootcert or "system"}


def _named(url: str) -> list[str]:
    found = URL.match(f"jdbc:{url}")
    if not found:
        why = "no user, password or parameter may stand in it"
        raise ConfigError("publish.url is not postgresql://host:port/database", why, "correct url")
    return found[1].split(",")
