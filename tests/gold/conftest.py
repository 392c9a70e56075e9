from __future__ import annotations

from planned_once import planned_once

__all__ = ["planned_once"]
