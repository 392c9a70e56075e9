"""The files below deploy/: which there are, by whom they are made, and writing or comparing them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.config.load import PLATFORMS, load
from edulake.governance import catalog
from edulake.platforms.schedulers import (
    access,
    aidp,
    airflow,
    cluster,
    compose,
    dashboard,
    databricks,
    declarative,
    lifecycle,
)
from edulake.platforms.schedulers.workflow import daily
from edulake.serving.publish import rights

if TYPE_CHECKING:
    from pathlib import Path

Files = dict[str, str]
EXECUTABLE = ".sh"


def made(conf: str | None = None) -> Files:
    """Every file by its path below deploy/, for the shipped settings and those of the file `conf`."""
    of = {name: load(conf, platform=name) for name in PLATFORMS}
    workflow = daily(of["local"])
    by_platform = {
        "databricks": {
            **databricks.files(workflow, of["databricks"]),
            "access.sql": access.sql(catalog.TABLES, of["databricks"].catalog),
            "edulake.lvdash.json": dashboard.text(),
            "pipeline.py": declarative.SOURCE,
        },
        "aidp": aidp.files(workflow, of["aidp"]),
        "airflow": airflow.files(workflow),
        "cluster": cluster.files(workflow),
        "compose": compose.files(),
        "storage": lifecycle.files(of["cluster"]),
        "postgresql": {"roles.sql": rights.sql()},
    }
    of_folders = {f"{folder}/{name}": text for folder, files in by_platform.items() for name, text in files.items()}
    return {**of_folders, "compose.yml": compose.services(workflow)}


def write(files: Files, out: Path) -> None:
    """Write all files below `out`; what else lies there stays."""
    for name, text in files.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        path.chmod(0o755 if path.suffix == EXECUTABLE else 0o644)


def different(files: Files, out: Path) -> list[str]:
    """Names of files that `out` lacks or holds with another text."""
    return [name for name, text in files.items() if not (out / name).is_file() or (out / name).read_text() != text]
