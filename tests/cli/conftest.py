"""A small warehouse that delta-rs wrote, and the command line to look at it. Spark must not start."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from small_warehouse import SUBJECT, Edulake, Said, refusals, runs, students
from written import write

from edulake.ops.tables import JOB_RUNS, QUARANTINE
from edulake.silver import SUBJECTS


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("deltalake", reason="delta-rs is installed beside Spark 4.2 only")
    folder = tmp_path_factory.mktemp("written") / "warehouse"
    write(folder, SUBJECTS["students"].table, *students())
    write(folder, SUBJECT, *[{"subject": name, "avg_score": Decimal("71.50")} for name in ("Art", "Math")])
    write(folder, SUBJECT, {"subject": "=Music", "avg_score": Decimal("-1.00")})
    write(folder, JOB_RUNS, *runs())
    write(folder, QUARANTINE, *refusals())
    return folder


@pytest.fixture
def edulake(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> Edulake:
    """Runs a command on the small warehouse, at a terminal of 80 columns; a Spark session fails the test."""
    typing = pytest.importorskip("typer.testing", reason="the extra [cli] is not installed")
    from edulake.cli import app
    from edulake.serving import terminal
    from edulake.store import session

    def no_spark(*_: Any, **__: Any) -> None:
        pytest.fail("a Spark session was started")

    monkeypatch.setattr(session, "for_platform", no_spark)
    monkeypatch.setattr(terminal.console, "width", 80)

    def run(*words: str, on: Path | None = warehouse) -> Said:
        place = ("--warehouse", str(on)) if on else ()
        return Said(typing.CliRunner().invoke(app, [*words, *place]))

    return run
