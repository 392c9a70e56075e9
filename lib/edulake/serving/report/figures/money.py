"""What is billed, paid and overdue, and what is received and spent against the budget?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.serving.questions import money
from edulake.serving.report.figures import plain
from edulake.serving.report.parts import Section

if TYPE_CHECKING:
    from edulake.serving.report.parts import Choices
    from edulake.serving.report.reading import Reading


def section(lake: Reading, _: Choices) -> Section:
    made = Section("money", "Money", "What is billed, paid and overdue, and does the budget last?")
    plain.alone(made, lake, money.QUESTIONS)
    return made
