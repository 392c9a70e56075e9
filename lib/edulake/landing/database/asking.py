"""A database that is asked: by which driver, and what it tells of what is to be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from edulake.config import secret
from edulake.config.database import product
from edulake.errors import ConfigError
from edulake.landing.database.dialect import Described, bare, cuts
from edulake.landing.database.failures import explained, retrying
from edulake.landing.database.mysql import MySQL
from edulake.landing.database.oracle import Oracle
from edulake.landing.database.postgres import PostgreSQL
from edulake.landing.database.sqlserver import SQLServer

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyspark.sql import DataFrame, Row, SparkSession

    from edulake.config.database import Database
    from edulake.landing.database.dialect import Dialect

    Say = Callable[[str], None]

# By the names of config/database.py.
DIALECTS: dict[str, Dialect] = {
    "postgresql": PostgreSQL(),
    "mysql": MySQL(),
    "sqlserver": SQLServer(),
    "oracle": Oracle(),
}


@dataclass(frozen=True)
class Reader:
    """Statements for one database, as DataFrames of one partition each."""

    spark: SparkSession
    dialect: Dialect
    options: dict[str, str]
    say: Say

    def frame(self, statement: str) -> DataFrame:
        reader = self.spark.read.format("jdbc").options(**self.options)
        return reader.option("dbtable", f"({statement}) asked").load()

    def answer(self, statement: str) -> list[Row]:
        return retrying(lambda: self.frame(statement).collect(), self.say, dialect=self.dialect)

    def fields(self, statement: str) -> list[tuple[str, str]]:
        """The columns of what a statement would answer, with Spark's types."""
        schema = retrying(lambda: self.frame(statement).schema, self.say, dialect=self.dialect)
        return [(field.name, field.dataType.simpleString()) for field in schema]


def reader(spark: SparkSession, database: Database, say: Say) -> Reader:
    """The database behind its settings; ConfigError for a secret that is not there, or a URL of another form."""
    url = secret.read(database.url) if database.url.startswith("env:") else database.url
    dialect = DIALECTS[product(url)]
    options = {
        "url": url,
        "driver": dialect.driver,
        "user": secret.read(database.user),
        "password": secret.read(database.password) if database.password else "",
        "fetchsize": str(database.fetch_rows),
        "sessionInitStatement": dialect.session,
        **dialect.connection(database.tls(url), database.sslrootcert),
    }
    return Reader(spark, dialect, {key: value for key, value in options.items() if value}, say)


def described(reader: Reader, database: Database) -> Described:
    """What is to be read; UnreadableError where it is not there."""
    dialect, names = reader.dialect, ()
    if database.query:
        fields = reader.fields(f"SELECT * FROM {dialect.source(database)}")
        names = tuple(name for name, _ in fields)
        _must_name_its_columns(names)
        if not dialect.tells_types:
            _must_say_its_zones(database, dialect, names)
            return Described(dialect.derived(database, dict(fields)), reader.answer(dialect.clock())[0]["moment"])
    rows = sorted(reader.answer(dialect.describe(database, names)), key=lambda row: row["position"])
    error = rows[0]["error"] if rows and "error" in rows[0] else None
    if error is not None:
        raise explained(dialect.codes.get(int(error), f"error {error}"), 1, dialect)
    if not rows:
        raise explained("42P01", 1, dialect)
    return Described({row["name"]: bare(row["type"]) for row in rows}, rows[0]["moment"])


def split(reader: Reader, database: Database, described: Described, condition: str) -> list[str]:
    """The values that split the rows of a condition; none where they are read as a whole."""
    if database.partitions == 1:
        return []
    [row] = reader.answer(reader.dialect.bounds(database, described, condition))
    return cuts(row["lowest"], row["highest"], database.partitions) if row["lowest"] is not None else []


def _must_name_its_columns(names: tuple[str, ...]) -> None:
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice or "" in names:
        why = f"{twice} stands there twice" if twice else "one has no name"
        raise ConfigError("the columns of the query cannot be told apart", why, "write AS and a name behind it")


def _must_say_its_zones(database: Database, dialect: Dialect, names: tuple[str, ...]) -> None:
    """A moment that is in UTC, and taken for a local one, would be another moment."""
    if database.zoned is None:
        why = f"{dialect.product} does not tell which columns of a query have a time zone"
        raise ConfigError("a database's zoned is missing", why, "add zoned, with their names or as []")
    unknown = next((name for name in database.zoned if name not in names), None)
    if unknown:
        raise ConfigError(f"the query has no column {unknown}", "zoned names it", "correct zoned")
