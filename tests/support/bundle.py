"""The bundle as it lies in deploy/databricks, and what a target makes of it."""

from __future__ import annotations

from typing import Any

import yaml
from checkout import ROOT

BUNDLE = ROOT / "deploy" / "databricks"
TARGETS = ("dev", "prod", "serverless")


def bundle() -> dict[str, Any]:
    return yaml.safe_load((BUNDLE / "databricks.yml").read_text())


def resources(target: str) -> dict[str, Any]:
    """Every resource of a target: what the included files say for all, joined with what they say for it."""
    joined: dict[str, Any] = {}
    for path in sorted(BUNDLE.glob("resources/*.yml")):
        part = yaml.safe_load(path.read_text())
        of_target = part.get("targets", {}).get(target, {})
        joined = merged(merged(joined, part.get("resources", {})), of_target.get("resources", {}))
    return joined


def merged(under: Any, over: Any) -> Any:
    """As bundles join a target's overrides: maps by key, tasks by task_key, else the later."""
    if isinstance(under, dict) and isinstance(over, dict):
        return {key: merged(under.get(key), over.get(key)) for key in {**under, **over}}
    if isinstance(under, list) and isinstance(over, list) and all("task_key" in item for item in (*under, *over)):
        keys = list(dict.fromkeys(item["task_key"] for item in (*under, *over)))
        return [merged(_task(under, key), _task(over, key)) for key in keys]
    return under if over is None else over


def _task(tasks: list[dict[str, Any]], key: str) -> dict[str, Any] | None:
    return next((task for task in tasks if task["task_key"] == key), None)
