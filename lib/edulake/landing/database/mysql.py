"""What MySQL and MariaDB are asked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from edulake.landing.database.dialect import Dialect, text_of, without_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from edulake.config.database import Database

ZONED = "timestamp"
NUMBERS = ("tinyint", "smallint", "mediumint", "int", "bigint")
PLAIN = (
    *NUMBERS, "decimal", "double", "char", "varchar", "tinytext", "text", "mediumtext", "longtext", "enum", "set",
    "json", "time", "year", "uuid", "inet4", "inet6",
)  # fmt: skip
BYTES = ("binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob")
# Types of a query's columns, by those of Spark.
SPARK = {"binary": "blob", "float": "float", "date": "date", "int": "int", "bigint": "bigint"}
MODES = {
    "disable": "DISABLED",
    "prefer": "PREFERRED",
    "require": "REQUIRED",
    "verify-ca": "VERIFY_CA",
    "verify-full": "VERIFY_IDENTITY",
}


class MySQL(Dialect):
    """Names are quoted by backticks; a boolean is 1 or 0; a time of zeros is none that a clock reaches.

    The session's zone is UTC, in which it then writes a TIMESTAMP; a DATETIME has no zone.
    """

    product = "MySQL"
    driver = "com.mysql.cj.jdbc.Driver"
    coordinates = "com.mysql:mysql-connector-j:9.7.0"
    numbers = NUMBERS
    times = (ZONED, "datetime", "date")
    codes: ClassVar = {
        1040: "53300", 1044: "3D000", 1045: "28000", 1049: "3D000", 1053: "57P01", 1142: "42501", 1143: "42501",
        1146: "42P01", 1205: "40001", 1213: "40001", 1698: "28000",
    }  # fmt: skip
    tells_types = False
    session = "SET time_zone = '+00:00'"
    usual = "{} >= TIMESTAMP '0001-01-01 00:00:00'"
    unusual = "{} < TIMESTAMP '0001-01-01 00:00:00'"

    def connection(self, mode: str, roots: str) -> dict[str, str]:
        return {
            "sslMode": MODES[mode],
            "trustCertificateKeyStoreUrl": Path(roots).absolute().as_uri() if roots else "",
            "connectionAttributes": "program_name:edulake",
            # Without it all rows of a statement are held in memory.
            "useCursorFetch": "true",
            "characterEncoding": "UTF-8",
            "yearIsDateType": "false",
            "tinyInt1isBit": "false",
        }

    def describe(self, database: Database, _: Iterable[str], /) -> str:
        schema, _, table = database.table.rpartition(".")
        where = f"TABLE_SCHEMA = {text_of(schema) if schema else 'DATABASE()'} AND TABLE_NAME = {text_of(table)}"
        columns = "ORDINAL_POSITION AS position, COLUMN_NAME AS name, DATA_TYPE AS type"
        return f"{self.clock()}, {columns} FROM information_schema.COLUMNS WHERE {where}"

    def clock(self) -> str:
        return f"SELECT {_moment('UTC_TIMESTAMP(6)', ZONED)} AS moment"

    def derived(self, database: Database, fields: Mapping[str, str]) -> dict[str, str]:
        """To Spark a time of day is a moment too: of those without a zone, those are times that rows are read by."""
        read_by = (database.watermark, database.partition_column)
        types = {}
        for name, kind in fields.items():
            if name in (database.zoned or ()):
                types[name] = ZONED
            elif kind.startswith("timestamp"):
                types[name] = "datetime" if name in read_by else "text"
            else:
                types[name] = SPARK.get(kind, "text")
        return types

    def name(self, identifier: str) -> str:
        return "`" + identifier.replace("`", "``") + "`"

    def as_text(self, column: str, kind: str) -> str:
        quoted = self.name(column)
        if kind in (ZONED, "datetime"):
            return (
                f"CASE WHEN {self.is_usual(column, kind)} THEN {_moment(quoted, kind)} ELSE CAST({quoted} AS CHAR) END"
            )
        if kind in PLAIN or kind == "date":
            return f"CAST({quoted} AS CHAR)"
        if kind == "float":
            # Its text has six digits. All that it holds is shown where these are another number.
            short = f"CAST({quoted} AS CHAR)"
            return f"CASE WHEN CAST({short} AS FLOAT) = {quoted} THEN {short} ELSE CAST({quoted} + 0e0 AS CHAR) END"
        if kind in BYTES:
            return f"HEX({quoted})"
        if kind == "bit":
            return f"CAST({quoted} + 0 AS CHAR)"
        raise without_text(self, column, kind)

    def literal(self, value: str, kind: str) -> str:
        if kind in self.numbers:
            return value
        day, _, time = value.partition("T")
        return f"DATE '{day}'" if kind == "date" else f"TIMESTAMP '{day} {time or '00:00:00'}'"


def _moment(value: str, kind: str) -> str:
    return f"DATE_FORMAT({value}, '%Y-%m-%dT%H:%i:%s.%f{'Z' if kind == ZONED else ''}')"
