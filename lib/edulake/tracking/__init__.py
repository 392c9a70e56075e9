"""Trained models as runs of MLflow, for those who compare models there (extra `[mlflow]`). Nothing depends on it."""

from __future__ import annotations

from edulake.tracking.mlflow_runs import log, must_be_ready

__all__ = ["log", "must_be_ready"]
