"""What the notebooks call: parameters, a lakehouse to look at, and what a cell shows (extra `[notebooks]`).

There is a module for each notebook. Its functions ask one question each, in SQL that Spark and delta-rs understand,
and answer with an `Exhibit`. Notebooks are for people who may read the tables: unlike the report, they do not hide
the figures of small groups.
"""

from __future__ import annotations

from edulake.serving.notebook.exhibit import Exhibit
from edulake.serving.notebook.lakehouse import Lakehouse, opened

__all__ = ["Exhibit", "Lakehouse", "opened"]
