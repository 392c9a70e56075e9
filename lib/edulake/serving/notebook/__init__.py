"""What the notebooks call: parameters, a lakehouse to look at, and what a cell shows (extra `[notebooks]`).

There is a module for each notebook. Its functions show the questions of a domain as everybody sees them, or ask one
of their own, in SQL that Spark and delta-rs understand. What they ask themselves is for people who may read the
tables: it does not hide the figures of small groups.
"""

from __future__ import annotations

from edulake.serving.notebook.exhibit import Exhibit
from edulake.serving.notebook.lakehouse import Lakehouse, opened

__all__ = ["Exhibit", "Lakehouse", "opened"]
