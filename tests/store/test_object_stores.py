"""A warehouse on an object store: refused where commits could be lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lake import Lake

from edulake.config import settings as config
from edulake.errors import ConfigError
from edulake.store.object_stores import LOG_STORES, SHARED_ON_S3, must_be_safe
from edulake.store.store import Store

pytestmark = pytest.mark.once


def settings(warehouse: str, **changes: object) -> config.Settings:
    return replace(config.Settings(warehouse=warehouse), **changes)


def says(key: str, value: str):
    return {key: value}.get


@pytest.mark.parametrize("scheme", ["s3", "s3a", "s3n"])
def test_s3_needs_a_shared_log_store_or_a_promise(scheme: str) -> None:
    ours = settings(f"{scheme}://bucket/lake")
    key = f"spark.delta.logStore.{scheme}.impl"
    for other in ("", "io.delta.storage.S3SingleDriverLogStore"):
        with pytest.raises(ConfigError, match="two drivers lose each other's commits") as refused:
            must_be_safe(ours, says(key, other))
        assert refused.value.exit_code == 2
        assert "s3_single_driver" in refused.value.fix
    must_be_safe(ours, says(key, SHARED_ON_S3))
    must_be_safe(replace(ours, s3_single_driver=True), says(key, ""))


@pytest.mark.parametrize("scheme", LOG_STORES)
def test_stores_that_delta_must_be_told_of(scheme: str) -> None:
    key = f"spark.delta.logStore.{scheme}.impl"
    with pytest.raises(ConfigError, match="told how to commit"):
        must_be_safe(settings(f"{scheme}://bucket/lake"), says(key, ""))
    must_be_safe(settings(f"{scheme}://bucket/lake"), says(key, LOG_STORES[scheme]))


@pytest.mark.parametrize("warehouse", ["/data/lake", "lake", "hdfs://host/lake", "abfss://c@a.dfs.core.windows.net/l"])
def test_others_need_nothing(warehouse: str) -> None:
    must_be_safe(settings(warehouse), says("", ""))


def test_a_catalog_knows_its_own_storage() -> None:
    must_be_safe(settings("s3a://bucket/staging", catalog="education"), says("", ""))


def test_no_store_is_opened_on_s3_with_sparks_own_settings(lake: Lake) -> None:
    with pytest.raises(ConfigError, match="the warehouse is on s3a"):
        Store(lake.spark, replace(lake.settings, warehouse="s3a://bucket/lake"))
