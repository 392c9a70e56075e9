"""What Oracle Database is asked, from version 12.2 on."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from edulake.landing.database.dialect import Dialect, text_of, without_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from edulake.config.database import Database

ZONED = ("TIMESTAMP WITH TIME ZONE", "TIMESTAMP WITH LOCAL TIME ZONE")
TEXTS = ("CHAR", "VARCHAR2", "NCHAR", "NVARCHAR2", "CLOB", "NCLOB")
# Digits of a second that a moment is written with: all that its type may hold, and at least six.
FORMAT = 'YYYY-MM-DD"T"HH24:MI:SS'
DIGITS = {"DATE": '".000000"', **dict.fromkeys((*ZONED, "TIMESTAMP"), ".FF9")}
# Types of a query's columns, by those of Spark.
SPARK = {
    **dict.fromkeys(("date", "timestamp", "timestamp_ntz"), "TIMESTAMP"),
    **dict.fromkeys(("decimal", "int", "bigint"), "NUMBER"),
    "float": "BINARY_FLOAT",
    "double": "BINARY_DOUBLE",
    "string": "VARCHAR2",
    "binary": "RAW",
}


class Oracle(Dialect):
    """Names are in capitals where nobody quoted them; an empty text is null; a DATE has a time of day.

    Years before Christ are none that a clock reaches. The session's zone is UTC.
    """

    product = "Oracle"
    driver = "oracle.jdbc.OracleDriver"
    coordinates = "com.oracle.database.jdbc:ojdbc11:23.26.4.0.0"
    numbers = ("NUMBER",)
    times = (*ZONED, "TIMESTAMP", "DATE")
    codes: ClassVar = {
        60: "40001", 942: "42P01", 1005: "28000", 1017: "28000", 1031: "42501", 8177: "40001", 12505: "3D000",
        12514: "3D000", 12541: "08006", 17002: "08006", 28000: "28000", 28001: "28000",
    }  # fmt: skip
    tells_types = False
    usual = "{} >= DATE '0001-01-01'"
    unusual = "{} < DATE '0001-01-01'"
    session = "ALTER SESSION SET TIME_ZONE = 'UTC' NLS_NUMERIC_CHARACTERS = '.,'"

    def connection(self, mode: str, roots: str) -> dict[str, str]:
        trusted = {"javax.net.ssl.trustStore": roots, "javax.net.ssl.trustStoreType": "JKS"} if roots else {}
        matched = {"oracle.net.ssl_server_dn_match": "true" if mode == "verify-full" else "false"}
        return {**matched, **trusted, "v$session.program": "edulake"}

    def describe(self, database: Database, _: Iterable[str], /) -> str:
        schema, _, table = database.table.rpartition(".")
        owner = text_of(schema) if schema else "SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA')"
        named = {"position": "COLUMN_ID", "name": "COLUMN_NAME", "type": "DATA_TYPE", "moment": _now()}
        columns = ", ".join(f"{value} AS {self.name(alias)}" for alias, value in named.items())
        return f"SELECT {columns} FROM ALL_TAB_COLUMNS WHERE OWNER = {owner} AND TABLE_NAME = {text_of(table)}"

    def clock(self) -> str:
        return f"SELECT {_now()} AS {self.name('moment')} FROM DUAL"

    def derived(self, database: Database, fields: Mapping[str, str]) -> dict[str, str]:
        types = {}
        for name, kind in fields.items():
            types[name] = ZONED[0] if name in (database.zoned or ()) else SPARK.get(kind.partition("(")[0], kind)
        return types

    def as_text(self, column: str, kind: str) -> str:
        quoted = self.name(column)
        if kind in self.times:
            # Of a query a DATE is a TIMESTAMP here as well.
            moment = f"CAST({quoted} AS TIMESTAMP(9))" if kind == "TIMESTAMP" else quoted
            moment, mark = (f"SYS_EXTRACT_UTC({quoted})", '"Z"') if kind in ZONED else (moment, "")
            usual, before = (f"TO_CHAR({moment}, '{sign}{FORMAT}{DIGITS[kind]}{mark}')" for sign in ("", "S"))
            return f"CASE WHEN {self.unusual.format(quoted)} THEN {before} ELSE {usual} END"
        if kind in TEXTS:
            return quoted
        if kind in ("NUMBER", "FLOAT", "BINARY_FLOAT", "BINARY_DOUBLE"):
            # Without an exponent.
            return f"TO_CHAR({quoted}, 'TM9')"
        if kind in ("BOOLEAN", "INTERVAL DAY TO SECOND", "INTERVAL YEAR TO MONTH"):
            return f"TO_CHAR({quoted})"
        if kind == "RAW":
            return f"RAWTOHEX({quoted})"
        if kind == "JSON":
            return f"JSON_SERIALIZE({quoted} RETURNING CLOB)"
        raise without_text(self, column, kind)

    def literal(self, value: str, kind: str) -> str:
        if kind in self.numbers:
            return value
        day, _, time = value.partition("T")
        zone = " +00:00" if kind in ZONED else ""
        return f"TIMESTAMP '{day} {time or '00:00:00'}{zone}'"


def _now() -> str:
    return f"TO_CHAR(SYS_EXTRACT_UTC(SYSTIMESTAMP), '{FORMAT}.FF6\"Z\"')"
