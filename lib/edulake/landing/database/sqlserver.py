"""What SQL Server is asked, and Azure SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from edulake.landing.database.dialect import Dialect, text_of, without_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edulake.config.database import Database

ZONED = "datetimeoffset"
NUMBERS = ("tinyint", "smallint", "int", "bigint")
# How a type is written: floats with all their digits and no exponent, money with four digits, bytes as 0x….
PLAIN = "CONVERT(nvarchar(max), {})"
TEXTS = {
    **dict.fromkeys((*NUMBERS, "bit", "decimal", "numeric", "time", "uniqueidentifier"), PLAIN),
    **dict.fromkeys(("char", "varchar", "text", "nchar", "nvarchar", "ntext", "sysname", "xml"), PLAIN),
    **dict.fromkeys(("real", "float"), "FORMAT({}, 'R', 'en-US')"),
    **dict.fromkeys(("money", "smallmoney"), "CONVERT(nvarchar(max), {}, 2)"),
    **dict.fromkeys(("binary", "varbinary"), "CONVERT(nvarchar(max), {}, 1)"),
    **dict.fromkeys(("hierarchyid", "geography", "geometry"), "{}.ToString()"),
    "date": "CONVERT(nvarchar(max), {}, 23)",
    "image": "CONVERT(nvarchar(max), CONVERT(varbinary(max), {}), 1)",
    "timestamp": "CONVERT(nvarchar(max), CONVERT(binary(8), {}), 1)",
}
# Digits of a second that a moment is written with: all that its type holds, and at least six.
DIGITS = {"datetime2": 7, ZONED: 7, "datetime": 6, "smalldatetime": 6}
MODES = {
    "disable": {"encrypt": "false", "trustServerCertificate": "true"},
    "prefer": {"encrypt": "false", "trustServerCertificate": "true"},
    "require": {"encrypt": "true", "trustServerCertificate": "true"},
    "verify-full": {"encrypt": "true", "trustServerCertificate": "false"},
}


class SQLServer(Dialect):
    """Names are quoted by brackets; a boolean is 1 or 0; all times are ones that a clock reaches.

    A statement need not see one state where others write: the rows that it gives are counted, not the table's. A row
    that moves while it is read may be passed over; it has changed then, and the next run finds it within the overlap.
    """

    product = "SQL Server"
    driver = "com.microsoft.sqlserver.jdbc.SQLServerDriver"
    coordinates = "com.microsoft.sqlserver:mssql-jdbc:13.6.2.jre11"
    numbers = NUMBERS
    times = (*DIGITS, "date")
    codes: ClassVar = {
        208: "42P01", 229: "42501", 230: "42501", 916: "3D000", 1205: "40001", 4060: "3D000", 18452: "28000",
        18456: "28000", 40613: "08006",
    }  # fmt: skip

    def connection(self, mode: str, roots: str) -> dict[str, str]:
        trusted = {"trustStore": roots, "trustStoreType": "JKS"} if roots else {}
        return {**MODES[mode], **trusted, "applicationName": "edulake"}

    def describe(self, database: Database, _: Iterable[str], /) -> str:
        """Where it cannot be described, one row without a name, with the number of the error."""
        asked = text_of(f"SELECT * FROM {self.source(database)}")
        columns = "column_ordinal AS position, name, COALESCE(system_type_name, user_type_name) AS type"
        moment = f"{_moment('SYSUTCDATETIME()', 'datetime')} + 'Z' AS moment"
        described = f"sys.dm_exec_describe_first_result_set(N{asked}, NULL, 0)"
        columns += f", error_number AS error, {moment}"
        return f"SELECT {columns} FROM {described} WHERE is_hidden = 0 OR is_hidden IS NULL"

    def name(self, identifier: str) -> str:
        return "[" + identifier.replace("]", "]]") + "]"

    def as_text(self, column: str, kind: str) -> str:
        quoted = self.name(column)
        if kind == ZONED:
            in_utc = f"SWITCHOFFSET({quoted}, '+00:00')"
            return f"{_moment(in_utc, kind)} + 'Z'"
        if kind in DIGITS:
            return _moment(quoted, kind)
        if kind in TEXTS:
            return TEXTS[kind].format(quoted)
        raise without_text(self, column, kind)

    def literal(self, value: str, kind: str) -> str:
        if kind in self.numbers:
            return value
        if kind == "date":
            return f"CONVERT(date, '{value[:10]}', 23)"
        moment = f"CONVERT(datetime2(6), '{value if 'T' in value else f'{value}T00:00:00'}', 126)"
        if kind == ZONED:
            return f"TODATETIMEOFFSET({moment}, '+00:00')"
        # As datetime2 the thirds of its milliseconds would not be equal to what they were written as.
        return f"CONVERT(datetime, {moment})" if kind == "datetime" else moment

    def counted(self, _: str, /) -> str:
        return "count_big(*) OVER ()"

    def count(self, database: Database, condition: str) -> str:
        return super().count(database, condition).replace("count(*)", "count_big(*)", 1)


def _moment(value: str, kind: str) -> str:
    digits = DIGITS[kind]
    exact = f"CONVERT(datetime2(3), {value})" if kind == "datetime" else value
    return f"STUFF(CONVERT(nvarchar({20 + digits}), CONVERT(datetime2({digits}), {exact}), 121), 11, 1, 'T')"
