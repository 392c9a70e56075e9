from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace

import pytest

from edulake.config import secret
from edulake.errors import ConfigError

pytestmark = pytest.mark.once


def test_a_secret_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDULAKE_TEST_SECRET", "pass:word/1")
    assert secret.read("env:EDULAKE_TEST_SECRET") == "pass:word/1"


def test_a_secret_comes_from_a_scope(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a stand-in for the module that only Databricks has."""
    module = ModuleType("pyspark.dbutils")
    vault = {("school", "jdbc"): "pass"}
    scopes = SimpleNamespace(get=lambda scope, key: vault[scope, key])
    module.DBUtils = lambda: SimpleNamespace(secrets=scopes)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pyspark.dbutils", module)
    assert secret.read("secret:school/jdbc") == "pass"
    with pytest.raises(ConfigError, match="cannot be read"):
        secret.read("secret:school/other")


@pytest.mark.parametrize("given", ["", "hunter2", "env:", "secret:school", "secret:a/b/c", "https://hunter2"])
def test_a_secret_itself_is_refused_and_not_repeated(given: str) -> None:
    with pytest.raises(ConfigError) as refused:
        secret.read(given)
    assert "hunter2" not in "\n".join(refused.value.lines())


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EDULAKE_TEST_SECRET", raising=False)
    with pytest.raises(ConfigError, match="no secret at env:EDULAKE_TEST_SECRET"):
        secret.read("env:EDULAKE_TEST_SECRET")
    with pytest.raises(ConfigError, match="no secret scopes here"):
        secret.read("secret:school/jdbc")
