from __future__ import annotations

import os
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from unittest import mock

import pytest
from postgres import Server

# Where the extra `publish` is not installed, as on Spark 3.5, there is nothing to test.
if find_spec("psycopg"):
    from serving_rows import PASSWORD, SECRET, World, ready

    SECRETS = {"ETL_USER": "etl_user", "ETL_PASSWORD": PASSWORD, "PSEUDONYMS": SECRET}
else:
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture(scope="session", autouse=True)
def secrets() -> Iterator[None]:
    with mock.patch.dict(os.environ, SECRETS):
        yield


@pytest.fixture
def world(tmp_path: Path, server: Server) -> Iterator[World]:
    """An empty warehouse and a database made ready for it."""
    with ready(tmp_path, server) as world:
        yield world
