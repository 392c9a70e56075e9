"""What drivers say of what they are told, without a server: a URL that they take, options that they know."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import mariadb
import pytest
from pyspark.sql import SparkSession

from edulake.config.database import Database
from edulake.landing.database.asking import reader

pytestmark = pytest.mark.once

PLACE = Database(url="env:X", user="env:SIS_USER", table="scores", watermark="at", sslrootcert="/etc/roots")
# What Spark takes for itself, and what every driver knows.
OF_SPARK = {"url", "driver", "fetchsize", "sessionInitStatement", "user"}
URLS = {
    "jdbc:mysql://db.school.example:3306/sis": {"host": "db.school.example", "port": "3306", "dbname": "sis"},
    "jdbc:sqlserver://db\\SIS:1433;databaseName=x-y": {"serverName": "db", "databaseName": "x-y", "encrypt": "True"},
    "jdbc:sqlserver://db.school.example;databaseName=sis": {"serverName": "db.school.example", "encrypt": "True"},
    "jdbc:oracle:thin:@tcps://db.school.example:2484/sis.school": {"oracle.net.ssl_server_dn_match": "true"},
}


@pytest.fixture(scope="module")
def drivers() -> Path:
    folder = mariadb.drivers()
    if folder is None or os.environ.get("EDULAKE_TEST_CONNECT"):
        pytest.skip("no drivers of databases are here, or no JVM: ./spark-submit.sh test fetches them")
    return folder


def told(spark: SparkSession, drivers: Path, options: dict[str, str]) -> tuple[bool, dict[str, str | None]]:
    """Whether a driver takes the URL, and the value of each option that it knows as it understands it."""
    gateway: Any = spark.sparkContext._gateway
    java = gateway.jvm.java
    jars = sorted(drivers.glob("*.jar"))
    urls = gateway.new_array(java.net.URL, len(jars))
    for at, jar in enumerate(jars):
        urls[at] = java.net.URL(jar.as_uri())
    driver = java.net.URLClassLoader(urls).loadClass(options["driver"]).newInstance()

    def asked(name: str, *values: Any) -> Any:
        """What the driver answers: by Java's reflection, since py4j remembers a class by its name alone."""
        method = next(one for one in java.lang.Class.forName("java.sql.Driver").getMethods() if one.getName() == name)
        arguments = gateway.new_array(java.lang.Object, len(values))
        for at, value in enumerate(values):
            arguments[at] = value
        return method.invoke(driver, arguments)

    properties = java.util.Properties()
    for name in options.keys() - OF_SPARK:
        properties.setProperty(name, options[name])
    infos = asked("getPropertyInfo", options["url"], properties)
    field = java.lang.Class.forName("java.sql.DriverPropertyInfo").getField
    return asked("acceptsURL", options["url"]), {field("name").get(info): field("value").get(info) for info in infos}


@pytest.mark.parametrize("url", URLS)
def test_a_driver_takes_the_url_and_knows_every_option(
    url: str, spark: SparkSession, drivers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIS_USER", "reader")
    options = reader(spark, replace(PLACE, url=url), print).options
    takes, known = told(spark, drivers, options)
    assert takes
    assert options.keys() - OF_SPARK <= known.keys()
    understood = {name: str(known[name]) for name in URLS[url] if known[name] is not None}
    assert understood.items() <= URLS[url].items()
