"""People erased as the job erases them, in the test's own session."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from aged import aged
from lake import Lake

from edulake.jobs import erase
from edulake.ops.runs import Run
from edulake.store.purge import purge

KEY = "EDULAKE_ERASURE_KEY_OF_A_TEST"
SECRET = "a key of thirty-two characters.."


def named(**given: Any) -> argparse.Namespace:
    nobody = {"student": [], "staff": [], "guardian": [], "applicant": [], "people": None, "source": None}
    return argparse.Namespace(**{**nobody, "with_landing": False, "only_found": False, "yes": True, **given})


def run_erase(lake: Lake, monkeypatch: pytest.MonkeyPatch, **given: Any) -> list[Run]:
    """Logs are as old as they would be had it waited."""
    monkeypatch.setattr(erase, "purge", partial(purge, wait=partial(aged, Path(lake.settings.warehouse))))
    context = lake.context()
    context.options, context.dry_run = named(**given), given.get("dry_run", False)
    lake.said.clear()
    try:
        return erase.run(context)
    finally:
        context.journal.close()
        context.store.clear_staging()
