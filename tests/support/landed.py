"""What the steps of ingest work with, without Spark: files that were delivered, a store for reading, and the books."""

from __future__ import annotations

import os
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from edulake.config.settings import Settings
from edulake.contract.feed import Dialect, Feed, Files
from edulake.jobs.steps.ingest.refusing import Quarantine
from edulake.landing.files.listing import DeliveredFile, list_files
from edulake.ops.alerts.alert import Alert
from edulake.ops.deliveries import Delivered
from edulake.ops.quarantine import Refusals
from edulake.ops.runs import Run
from edulake.silver import SUBJECTS

TABLE = SUBJECTS["assessments"].form.table
COLUMNS = {"raw_student_id": "student", "raw_score": "score"}
PLAIN = Feed(TABLE, COLUMNS, Files("**/*.csv", Dialect("csv")), required=("raw_student_id",))


@dataclass
class ReadingStore:
    """A store that only reads: whatever it is asked to write fails the test, since it has no means to."""

    folder: Path
    reading: bool = True
    local: bool = True

    @property
    def settings(self) -> Settings:
        return Settings(landing=str(self.folder / "landing"))

    def must_be_started(self) -> None:
        """Spark is there."""

    def staging_folder(self) -> Path:
        staging = self.folder / "staging"
        staging.mkdir(exist_ok=True)
        return staging


@dataclass
class Books:
    """A ledger that holds what it is given."""

    held: list[Delivered] = field(default_factory=list)
    refused: dict[str, Refusals] = field(default_factory=lambda: defaultdict(Refusals))

    def of(self, _: object) -> list[Delivered]:
        return self.held


@dataclass
class Desk:
    """A run, and what was said and told in it."""

    store: Any
    run: Run = field(default_factory=lambda: Run("bronze_ingest"))
    said: list[str] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)

    @property
    def quarantine(self) -> Quarantine:
        return Quarantine(self.store, self.run, self.said.append, self.alerts.append)


def landed(folder: Path, **contents: bytes | str) -> list[DeliveredFile]:
    """Files of the source `school` that came at one moment, as they are listed."""
    now = time.time()
    for name, content in contents.items():
        path = folder / "landing" / "school" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        os.utime(path, (now, now))
    return list_files(folder / "landing", "school", "**/*")
