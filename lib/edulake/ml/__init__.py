"""Early warning: features strictly before an as-of date, outcomes after it, and the truth about how good it is."""

from __future__ import annotations

from edulake.ml.tables import TABLES

__all__ = ["TABLES"]
