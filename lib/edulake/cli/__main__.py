from __future__ import annotations

from edulake.cli import app

app(prog_name="edulake")
