"""What the store leaves behind on a disk."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from lake import Lake

from edulake.store import ABANDONED_SECONDS

pytestmark = pytest.mark.once


def test_staging_of_killed_runs_goes_after_a_day(lake: Lake) -> None:
    staging = Path(lake.settings.warehouse) / "_staging"
    for name, age in (("killed", ABANDONED_SECONDS + 60), ("at-work", 60)):
        (staging / name).mkdir(parents=True)
        os.utime(staging / name, (time.time() - age,) * 2)
    store = lake.store
    assert store.staging_folder().is_dir()
    store.clear_staging()
    assert [path.name for path in staging.iterdir()] == ["at-work"]
