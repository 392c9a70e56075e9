"""Airflow, Oracle's client and hadolint have an environment of their own, which `./spark-submit.sh test --all` makes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

TOOLS = Path(os.environ.get("EDULAKE_PLATFORM_TOOLS", "/nowhere"))
needs_tools = pytest.mark.skipif(
    not (TOOLS / "bin" / "airflow").exists(), reason="needs the environment that ./spark-submit.sh test --all makes"
)
