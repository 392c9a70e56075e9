"""Two lakes of which the same may be told, written once for the tests of agents."""

from __future__ import annotations

from pathlib import Path

import pytest
from agents_lakes import lakes


@pytest.fixture(scope="session")
def small_groups(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    pytest.importorskip("deltalake", reason="delta-rs is installed beside Spark 4.2 only")
    return lakes(tmp_path_factory.mktemp("small"))
