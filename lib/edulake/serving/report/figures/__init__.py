"""The sections of a page, in its order: one file each, with its queries, its figures and what to do about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.serving.report.figures import (
    attendance,
    clustering,
    courses,
    curriculum,
    early_warning,
    key_figures,
    language,
    model_health,
    money,
    operations,
    people,
    quality,
    results,
    subjects,
    voices,
    wellbeing,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from edulake.serving.report.parts import Choices, Section
    from edulake.serving.report.reading import Reading

__all__ = ["SECTIONS"]

SECTIONS: tuple[Callable[[Reading, Choices], Section], ...] = (
    key_figures.section,
    early_warning.section,
    people.section,
    attendance.section,
    wellbeing.section,
    voices.section,
    results.section,
    subjects.section,
    courses.section,
    curriculum.section,
    language.section,
    operations.section,
    money.section,
    model_health.section,
    quality.section,
    clustering.section,
)
