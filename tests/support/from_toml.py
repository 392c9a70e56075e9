"""Settings as a file of configuration gives them."""

from __future__ import annotations

from pathlib import Path

from edulake.config.load import load
from edulake.config.settings import Settings


def loaded(tmp_path: Path, text: str) -> Settings:
    path = tmp_path / "conf.toml"
    path.write_text(text)
    return load(str(path))
