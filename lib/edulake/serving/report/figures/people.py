"""Who is enrolled, who teaches them, and who can be reached?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.serving.questions import people
from edulake.serving.questions.people import STUDENTS
from edulake.serving.report.figures import plain
from edulake.serving.report.parts import Section

if TYPE_CHECKING:
    from edulake.serving.report.parts import Choices
    from edulake.serving.report.reading import Reading


def section(lake: Reading, _: Choices) -> Section:
    made = Section("people", "People", "Who is enrolled, who teaches them, and who can be reached?")
    plain.alone(made, lake, [one for one in people.QUESTIONS if one is not STUDENTS])
    return made
