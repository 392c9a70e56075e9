"""Values that configuration only names: from the environment, or from the platform's secret store."""

from __future__ import annotations

import importlib
import os
from typing import TYPE_CHECKING

from edulake.errors import ConfigError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def resolved(reference: str, spark: SparkSession) -> str:
    """The value of env:NAME or secret:SCOPE/KEY; ConfigError, without any value, where there is none."""
    kind, _, name = reference.partition(":")
    value = os.environ.get(name) if kind == "env" else _secret(name, spark)
    if not value:
        where = "the environment" if kind == "env" else "the secret store"
        raise ConfigError(f"{name} is not set in {where}", "a database's settings name it", "set it and run again")
    return value


def _secret(name: str, spark: SparkSession) -> str:
    scope, _, key = name.partition("/")
    try:
        utilities = importlib.import_module("pyspark.dbutils").DBUtils(spark)
    except ImportError:
        raise ConfigError(
            f"the secret {name} cannot be read here", "this platform has no dbutils", "name the value as env:NAME"
        ) from None
    try:
        return utilities.secrets.get(scope, key)
    except Exception as error:  # noqa: BLE001 - whatever the platform says, its text is not passed on
        why = type(error).__name__
        raise ConfigError(
            f"the secret {name} cannot be read", why, "check the scope, the key and your rights"
        ) from None


def is_set(reference: str) -> bool:
    """Whether a URL is written out or, as env:NAME, there: a source may be described where it is not connected."""
    kind, _, name = reference.partition(":")
    return kind != "env" or bool(os.environ.get(name))
