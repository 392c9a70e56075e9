"""All that a page says of a lake, section by section."""

from __future__ import annotations

from pathlib import Path

from report_lake import NOW, Rows, written

from edulake.config.load import load
from edulake.serving import query
from edulake.serving.report.figures import SECTIONS
from edulake.serving.report.parts import Choices, Section
from edulake.serving.report.reading import Reading


def told(folder: Path, rows: Rows) -> list[Section]:
    warehouse = written(folder, rows)
    with query.opened(load(None, str(warehouse))) as lake:
        reading = Reading(lake)
        return [make(reading, Choices(NOW, str(warehouse))) for make in SECTIONS]
