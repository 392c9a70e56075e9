"""How do the services around teaching do?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.serving.questions import operations
from edulake.serving.report.figures import plain
from edulake.serving.report.parts import Section

if TYPE_CHECKING:
    from edulake.serving.report.parts import Choices
    from edulake.serving.report.reading import Reading


def section(lake: Reading, _: Choices) -> Section:
    made = Section("operations", "Operations", "How many of those who apply are enrolled?")
    plain.alone(made, lake, operations.SERVICES)
    return made
