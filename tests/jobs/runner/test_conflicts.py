"""Which errors mean that another writer was first, and how often a body is run again for one."""

from __future__ import annotations

import pytest
from lake import WITHOUT_WARNING, Lake

from edulake.jobs.runner import main
from edulake.jobs.runner.conflicts import ATTEMPTS, is_conflict
from edulake.jobs.runner.context import Context
from edulake.jobs.runner.job import Job
from edulake.ops.runs import Run

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("[DELTA_CONCURRENT_APPEND] Files were added to the root of the table by a concurrent update", True),
        ("An error occurred: [DELTA_CONCURRENT_DELETE_READ.X] …\nmore", True),
        ("io.delta.exceptions.ConcurrentAppendException: Files were added", True),
        ("io.delta.exceptions.DeltaConcurrentModificationException: …", True),
        ("org.apache.spark.sql.delta.DeltaConcurrentModificationException", True),
        ("[DELTA_METADATA_CHANGED] MetadataChangedException: The metadata of the table has been changed", True),
        ("io.delta.exceptions.ProtocolChangedException: The protocol version of the table has been changed", True),
        ("java.util.ConcurrentModificationException: a map changed", False),
        ("[DELTA_TABLE_NOT_FOUND] a value says DELTA_CONCURRENT_APPEND", False),
        ("no concurrent update here", False),
        ("", False),
    ],
)
def test_conflicts(text: str, first: bool) -> None:
    assert is_conflict(RuntimeError(text)) is first


class Crowded:
    """A job body that meets other writers `conflicts` times."""

    def __init__(self, conflicts: int) -> None:
        self.left = conflicts

    def __call__(self, _: Context) -> list[Run]:
        self.left -= 1
        if self.left >= 0:
            raise RuntimeError("[DELTA_CONCURRENT_APPEND] Files were added by a concurrent update")
        return []


@pytest.mark.parametrize(("conflicts", "code"), [(2, 0), (ATTEMPTS, 3)])
def test_a_conflict_starts_the_body_again(
    conflicts: int, code: int, lake: Lake, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(main.time, "sleep", lambda _: None)
    where = ["--warehouse", lake.settings.warehouse, "--landing", lake.settings.landing, "--conf", str(WITHOUT_WARNING)]
    body = Crowded(conflicts)
    assert main.run_job(Job("crowded", "Meets others.", body), where) == code
    assert ("another writer kept changing a table" in capsys.readouterr().err) == (code == 3)
