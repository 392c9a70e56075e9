"""Segments that are planted, and those that ml_train found."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from sklearn.metrics import adjusted_rand_score

from edulake.jobs.steps import segments
from edulake.ml.tables.segments import LEARNER_SEGMENTS, ML_SEGMENTS
from edulake.ops.runs import Run

if TYPE_CHECKING:
    from language import World

    from edulake.store.store import Store


def searched(store: Store) -> list[tuple[str, str, str]]:
    """How long the search takes, from silver on; none of a folder in which it is done. ml_train finds it done."""
    run, started = Run("ml_train"), time.monotonic()
    segments.learn(store, run, print)
    store.clear_staging()
    return [("segments, seconds of the search", "", f"{time.monotonic() - started:.0f}")] if run.entries else []


def figures(world: World) -> list[tuple[str, str, str]]:
    """How many there are, and how well those found agree with the truth: of all, and of those still there at the end.

    Who left meanwhile did in the last weeks what others do who come seldom.
    """
    found = world.store.read(ML_SEGMENTS).orderBy("processing_timestamp", "k").collect()
    newest = [row for row in found if row["model_version"] == found[-1]["model_version"]]
    chosen = next((row["k"] for row in newest if row["verdict"] == "CHOSEN"), None)
    rows = [("segments", str(len(world.told()["segments"])), str(chosen or newest[0]["status"]))]
    if chosen:
        placed = world.store.read(LEARNER_SEGMENTS).where("NOT is_by_rule").select("student_id", "segment")
        who = world.truth("learners").selectExpr("student_id", "segment AS planted", "dropped_on")
        both = placed.join(who, "student_id").collect()
        there = [row for row in both if row["dropped_on"] is None]
        for of, learners in (("all", both), ("those still there", there)):
            agreement = adjusted_rand_score([row["planted"] for row in learners], [row["segment"] for row in learners])
            rows.append((f"agreement with the truth, {len(learners)} learners: {of}", "1", f"{agreement:.3f}"))
    return rows
