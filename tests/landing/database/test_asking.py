"""Who asks which database, and what it tells of what is to be read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from edulake.config.database import PRODUCTS, Database
from edulake.errors import ConfigError, UnreadableError
from edulake.landing.database.asking import DIALECTS, described, reader, split
from edulake.landing.database.dialect import ALL, Described
from edulake.platforms.laptop.machine import DRIVERS, POSTGRESQL

pytestmark = pytest.mark.once

PLACE = Database(
    url="env:SIS_URL", user="env:SIS_USER", password="env:SIS_PASSWORD", table="app.scores", watermark="changed"
)
QUERY = replace(PLACE, table="", query="SELECT a, changed FROM scores")
URLS = {
    "postgresql": "jdbc:postgresql://{}/x",
    "mysql": "jdbc:mysql://{}/x",
    "sqlserver": "jdbc:sqlserver://{};databaseName=x",
    "oracle": "jdbc:oracle:thin:@tcps://{}/x",
}
# By default, with a place of trust.
STRICT = {
    "postgresql": {"sslmode": "require", "sslrootcert": "/etc/roots"},
    "mysql": {"sslMode": "VERIFY_IDENTITY", "trustCertificateKeyStoreUrl": "file:///etc/roots"},
    "sqlserver": {
        "encrypt": "true", "trustServerCertificate": "false", "trustStore": "/etc/roots", "trustStoreType": "JKS",
    },
    "oracle": {
        "oracle.net.ssl_server_dn_match": "true", "javax.net.ssl.trustStore": "/etc/roots",
        "javax.net.ssl.trustStoreType": "JKS",
    },
}  # fmt: skip
MOMENT = "2025-01-06T10:00:00.000000Z"
NOTHING: Any = None


class Told:
    """A database that gives these answers, one after the other."""

    def __init__(self, product: str, *answers: Any, fields: Any = ()) -> None:
        self.dialect, self.answers, self.asked = DIALECTS[product], list(answers), []
        self.fields = lambda _: list(fields)

    def answer(self, statement: str) -> Any:
        self.asked.append(statement)
        return self.answers.pop(0)


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIS_USER", "reader")
    monkeypatch.setenv("SIS_PASSWORD", "Canary")


def options(product: str, host: str = "db.school.example", **settings: Any) -> dict[str, str]:
    place = replace(PLACE, url=URLS[product].format(host), **settings)
    return reader(NOTHING, place, print).options


@pytest.mark.parametrize("product", PRODUCTS)
def test_away_from_this_machine_connections_are_as_strict_as_the_driver_can(product: str) -> None:
    found = options(product, sslrootcert="/etc/roots")
    assert STRICT[product].items() <= found.items()
    assert (found["driver"], found["user"]) == (DIALECTS[product].driver, "reader")
    assert "Canary" not in found["url"]


def test_options_leave_out_what_is_empty() -> None:
    found = options("postgresql", "localhost", password="")
    assert "password" not in found
    assert "sslrootcert" not in found
    assert found["sslmode"] == "prefer"
    assert options("sqlserver", "localhost")["encrypt"] == "false"
    assert options("mysql", "db.school.example", sslmode="require")["sslMode"] == "REQUIRED"


def test_a_url_that_a_secret_holds_is_of_a_known_form(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIS_URL", "jdbc:oracle:thin:@//db.school.example/x")
    with pytest.raises(ConfigError, match="does not ask for TLS"):
        reader(NOTHING, PLACE, print)
    monkeypatch.setenv("SIS_URL", "jdbc:db2://Canary/x")
    with pytest.raises(ConfigError) as error:
        reader(NOTHING, PLACE, print)
    assert "Canary" not in " ".join(error.value.lines())


def test_drivers_are_those_of_the_set_up() -> None:
    assert {dialect.coordinates for dialect in DIALECTS.values()} == {POSTGRESQL, *DRIVERS}
    assert DIALECTS.keys() == PRODUCTS.keys()
    pages = Path(__file__).parents[3] / "docs" / "databases.md"
    assert [one for one in (POSTGRESQL, *DRIVERS) if one not in pages.read_text("utf-8")] == []


def test_columns_come_in_their_order_with_bare_types() -> None:
    rows = [
        {"position": 2, "name": "changed", "type": "TIMESTAMP(6) WITH LOCAL TIME ZONE", "moment": MOMENT},
        {"position": 1, "name": "a", "type": "VARCHAR2", "moment": MOMENT},
    ]
    found = described(Told("oracle", rows), PLACE)  # type: ignore[arg-type]
    assert found == Described({"a": "VARCHAR2", "changed": "TIMESTAMP WITH LOCAL TIME ZONE"}, MOMENT)


def test_a_table_that_is_not_there() -> None:
    with pytest.raises(UnreadableError, match="the table does not exist"):
        described(Told("oracle", []), PLACE)  # type: ignore[arg-type]
    row = {"position": None, "name": None, "type": None, "error": 229, "moment": MOMENT}
    with pytest.raises(UnreadableError, match="the table may not be read"):
        described(Told("sqlserver", [row]), PLACE)  # type: ignore[arg-type]
    with pytest.raises(UnreadableError, match="the database failed") as error:
        described(Told("sqlserver", [{**row, "error": 11529}]), PLACE)  # type: ignore[arg-type]
    assert error.value.why == "error 11529"


FIELDS = [("a", "string"), ("changed", "timestamp"), ("at", "timestamp"), ("n", "decimal(38,0)"), ("r", "float")]


@pytest.mark.parametrize(
    ("product", "zoned", "types"),
    [
        ("mysql", [], ["text", "datetime", "text", "text", "float"]),
        ("mysql", ["changed", "at"], ["text", "timestamp", "timestamp", "text", "float"]),
        ("oracle", ["at"], ["VARCHAR2", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE", "NUMBER", "BINARY_FLOAT"]),
    ],
)
def test_types_of_a_query_that_its_database_does_not_tell(product: str, zoned: list[str], types: list[str]) -> None:
    told: Any = Told(product, [{"moment": MOMENT}], fields=FIELDS)
    found = described(told, replace(QUERY, zoned=zoned))
    assert list(found.types.values()) == types
    assert found.moment == MOMENT


def test_what_must_be_said_of_a_query() -> None:
    for zoned, says in ((None, "zoned is missing"), (["gone"], "the query has no column gone")):
        told: Any = Told("mysql", fields=FIELDS)
        with pytest.raises(ConfigError, match=says):
            described(told, replace(QUERY, zoned=zoned))
    for names, why in ((["a", "a"], "a stands there twice"), (["a", ""], "one has no name")):
        told = Told("postgresql", fields=[(name, "string") for name in names])
        with pytest.raises(ConfigError, match="cannot be told apart") as error:
            described(told, QUERY)
        assert error.value.why == why


def test_bounds_of_parts_are_asked_for_where_there_are_parts() -> None:
    types = Described({"changed": "date", "id": "bigint"}, MOMENT)
    told: Any = Told("postgresql", [{"lowest": "0", "highest": "30"}], [{"lowest": None, "highest": None}])
    place = replace(PLACE, partition_column="id", partitions=3)
    assert split(told, place, types, ALL) == ["10", "20"]
    assert split(told, place, types, ALL) == [], "there is no row"
    assert split(told, PLACE, types, ALL) == []
    assert len(told.asked) == 2
