"""The Open University Learning Analytics Dataset (Kuzilek, Hlosta, Zdrahal 2017, CC BY 4.0).

Days are counted from the start of a presentation of a module; presentations starting in February are named B,
in October J (dataset description, analyse.kmi.open.ac.uk/open_dataset). A module is a course, a presentation a
term. An assessment's id is shared by all students, so a result's id is student and assessment.
"""

from __future__ import annotations

from edulake.bronze.oulad.calendar import PRESENTATION
from edulake.bronze.oulad.clicks import clicks
from edulake.bronze.oulad.feeds import COURSES, PLAN, PRESENTATIONS, STUDENT_INFO, feed_of
from edulake.bronze.oulad.people import people, registrations
from edulake.bronze.oulad.tables import (
    ASSESSMENTS_RAW,
    COURSES_RAW,
    STUDENT_ASSESSMENT_RAW,
    STUDENT_INFO_RAW,
    STUDENT_REGISTRATION_RAW,
    STUDENT_VLE_RAW,
    VLE_RAW,
)
from edulake.bronze.oulad.teaching import modules, plan, presentations, results
from edulake.bronze.reference import Reference
from edulake.bronze.source import Source


def _provides(*names: str) -> frozenset[str]:
    return frozenset(f"raw_{name}" for name in names)


OULAD: tuple[Source, ...] = (
    Source(
        name="oulad",
        subject="courses",
        feeds=(COURSES,),
        facts=COURSES_RAW,
        candidates=modules,
        provides=_provides("course_id", "name", "subject", "start_date", "end_date"),
    ),
    Source(
        name="oulad",
        subject="classes",
        feeds=(COURSES,),
        facts=COURSES_RAW,
        candidates=presentations,
        provides=_provides("class_id", "course_id", "name", "subject", "start_date", "end_date", "term"),
    ),
    Source(
        name="oulad",
        subject="line_items",
        feeds=(COURSES, PLAN),
        facts=ASSESSMENTS_RAW,
        candidates=plan,
        provides=_provides("line_item_id", "class_id", "name", "category", "due_date", "weight", "score_max"),
        references=(PRESENTATIONS,),
    ),
    Source(
        name="oulad",
        subject="students",
        feeds=(COURSES, STUDENT_INFO),
        facts=STUDENT_INFO_RAW,
        candidates=people,
        provides=_provides("student_id", "gender", "age_band", "disability", "deprivation_band"),
        references=(PRESENTATIONS,),
    ),
    Source(
        name="oulad",
        subject="enrollments",
        feeds=(
            COURSES,
            STUDENT_INFO,
            feed_of(STUDENT_REGISTRATION_RAW, "**/studentRegistration.csv*", *PRESENTATION, "raw_id_student"),
        ),
        facts=STUDENT_REGISTRATION_RAW,
        candidates=registrations,
        provides=_provides("enrollment_id", "student_id", "course_id", "start_date", "end_date", "status", "result"),
        references=(PRESENTATIONS, Reference(STUDENT_INFO_RAW, (*PRESENTATION, "raw_id_student"))),
    ),
    Source(
        name="oulad",
        subject="assessments",
        feeds=(
            COURSES,
            PLAN,
            feed_of(STUDENT_ASSESSMENT_RAW, "**/studentAssessment.csv*", "raw_id_student", "raw_id_assessment"),
        ),
        facts=STUDENT_ASSESSMENT_RAW,
        candidates=results,
        provides=_provides("assessment_id", "student_id", "assessment_date", "subject", "score"),
        references=(PRESENTATIONS, Reference(ASSESSMENTS_RAW, ("raw_id_assessment",))),
    ),
    Source(
        name="oulad",
        subject="engagement",
        feeds=(
            COURSES,
            feed_of(VLE_RAW, "**/vle.csv*", "raw_id_site", "raw_activity_type"),
            feed_of(STUDENT_VLE_RAW, "**/studentVle.csv*", "raw_id_student", "raw_sum_click", snapshot=True),
        ),
        facts=STUDENT_VLE_RAW,
        candidates=clicks,
        provides=_provides("student_id", "course_id", "activity", "resource_id", "engaged_at", "events"),
        references=(PRESENTATIONS, Reference(VLE_RAW, ("raw_id_site",))),
        sums=True,
    ),
)
