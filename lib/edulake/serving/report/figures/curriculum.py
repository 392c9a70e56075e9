"""What is learned of the curriculum, and how do the skills of learning grow?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.serving.questions import curriculum
from edulake.serving.report.figures import plain
from edulake.serving.report.parts import Section

if TYPE_CHECKING:
    from edulake.serving.report.parts import Choices
    from edulake.serving.report.reading import Reading


def section(lake: Reading, _: Choices) -> Section:
    made = Section("curriculum", "Curriculum", "Which standards are mastered, and which skills grow?")
    plain.alone(made, lake, curriculum.QUESTIONS)
    return made
