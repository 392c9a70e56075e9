"""A district's warehouse, and its dashboard, once for all that only look at them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from report_lake import district, written
from served_dashboard import Served, served

EXTRA = ("deltalake", "jinja2", "vl_convert", "starlette", "uvicorn")


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    for package in EXTRA:
        pytest.importorskip(package, reason="the extra [dashboard] is not installed")
    return written(tmp_path_factory.mktemp("live") / "warehouse", district())


@pytest.fixture(scope="session")
def shown(warehouse: Path) -> Iterator[Served]:
    with served(warehouse) as dashboard:
        yield dashboard


@pytest.fixture(scope="session")
def identified(warehouse: Path) -> Iterator[Served]:
    with served(warehouse, identified=True) as dashboard:
        yield dashboard
