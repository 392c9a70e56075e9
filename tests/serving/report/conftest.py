"""Pages of a district, of which no Spark knows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from report_lake import NOW, district, written

from edulake.config.load import load
from edulake.serving import query

Rendered = Callable[..., str]


@pytest.fixture(scope="session")
def rendered() -> Rendered:
    """The page of a warehouse; sections that could not be made fail the test, unless they are expected."""
    for package in ("deltalake", "jinja2", "vl_convert"):
        pytest.importorskip(package, reason="the extra [report] is not installed")
    from edulake.serving.report import page
    from edulake.serving.report.parts import Choices

    def render(warehouse: Path, *, identified: bool = False, failures: int = 0, longest_list: int = 500) -> str:
        choices = Choices(NOW, str(warehouse), identified, longest_list=longest_list)
        with query.opened(load(None, str(warehouse))) as lake:
            text, failed = page.render(lake, choices)
        assert len(failed) == failures, failed
        return text

    return render


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("deltalake", reason="delta-rs is installed beside Spark 4.2 only")
    return written(tmp_path_factory.mktemp("district") / "warehouse", district())
