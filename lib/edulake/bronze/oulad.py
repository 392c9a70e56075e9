"""The Open University Learning Analytics Dataset (Kuzilek, Hlosta, Zdrahal 2017, CC BY 4.0).

Days are counted from the start of a presentation of a module; presentations starting in February are named B,
in October J (dataset description, analyse.kmi.open.ac.uk/open_dataset). A module is a course, a presentation a
term. An assessment's id is shared by all students, so a result's id is student and assessment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.bronze import (
    classes,
    courses,
    line_items,
    student_assessments,
    student_engagement,
    student_enrollments,
    students,
)
from edulake.bronze.oulad_calendar import (
    PRESENTATION,
    WHOLE,
    completed,
    day_after,
    first_day,
    run,
    spring_year,
    with_start,
)
from edulake.bronze.oulad_tables import (
    ASSESSMENTS_RAW,
    COURSES_RAW,
    STUDENT_ASSESSMENT_RAW,
    STUDENT_INFO_RAW,
    STUDENT_REGISTRATION_RAW,
    STUDENT_VLE_RAW,
    VLE_RAW,
)
from edulake.bronze.provenance import raw_columns
from edulake.bronze.source import Reference, Source
from edulake.contract import Dialect, Feed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pyspark.sql import DataFrame

    from edulake.contract import Table


# What `with_start` tells of a row's presentation.
DATED = ("_start", "revisit")


def results(facts: DataFrame, current: Mapping[Table, DataFrame]) -> DataFrame:
    """Results joined with assessment and presentation: dates on the calendar, module as subject, no grade level."""
    assessments = current[ASSESSMENTS_RAW].select(
        F.trim("raw_id_assessment").alias("_id_assessment"),
        *[F.trim(name).alias(f"_{name}") for name in PRESENTATION],
        F.col("is_new").alias("_assessment_is_new"),
    )
    known = facts.join(F.broadcast(assessments), F.trim("raw_id_assessment") == F.col("_id_assessment"), "left")
    joined = with_start(known, current, *[F.col(f"_{name}") for name in PRESENTATION])
    mapped = {
        "raw_assessment_id": F.concat_ws(":", F.trim("raw_id_student"), F.trim("raw_id_assessment")),
        "raw_student_id": F.col("raw_id_student"),
        "raw_assessment_date": day_after(F.col("_start"), F.col("raw_date_submitted")),
        "raw_subject": F.col("_raw_code_module"),
        "raw_class_id": run(F.col("_raw_code_module"), F.col("_raw_code_presentation")),
        "raw_line_item_id": F.trim("raw_id_assessment"),
        "raw_term": F.col("_raw_code_presentation"),
        "raw_school_year": spring_year(F.col("_raw_code_presentation")),
        "raw_score": F.col("raw_score"),
        "revisit": F.col("revisit") | F.coalesce("_assessment_is_new", F.lit(False)),
    }
    return completed(joined, mapped, student_assessments.RAW)


def people(facts: DataFrame, current: Mapping[Table, DataFrame]) -> DataFrame:
    """A student as known at the start of each presentation taken."""
    joined = with_start(facts, current, *[F.trim(name) for name in PRESENTATION])
    mapped = {
        "raw_student_id": F.col("raw_id_student"),
        "raw_gender": F.col("raw_gender"),
        "raw_age_band": F.col("raw_age_band"),
        "raw_disability": F.col("raw_disability"),
        "raw_deprivation_band": F.col("raw_imd_band"),
        "raw_grade_level": F.lit("Ungraded"),
        "raw_term": F.col("raw_code_presentation"),
        "raw_updated_at": F.col("_start"),
    }
    return completed(joined, mapped, students.RAW)


def registrations(facts: DataFrame, current: Mapping[Table, DataFrame]) -> DataFrame:
    """Who registered for which presentation, from when to when, and with what result in the end."""
    info = current[STUDENT_INFO_RAW].select(
        *[F.trim(name).alias(f"_{name}") for name in (*PRESENTATION, "raw_id_student")],
        F.trim("raw_final_result").alias("_result"),
        F.col("is_new").alias("_info_is_new"),
    )
    same = [F.trim(name) == F.col(f"_{name}") for name in (*PRESENTATION, "raw_id_student")]
    known = facts.join(info, same[0] & same[1] & same[2], "left")
    joined = with_start(known, current, *[F.trim(name) for name in PRESENTATION])
    gone = F.when(F.trim("raw_date_unregistration") != "", "withdrawn")
    mapped = {
        "raw_enrollment_id": F.concat_ws(":", F.trim("raw_id_student"), *[F.trim(name) for name in PRESENTATION]),
        "raw_student_id": F.col("raw_id_student"),
        "raw_course_id": F.col("raw_code_module"),
        "raw_class_id": run(*[F.trim(name) for name in PRESENTATION]),
        "raw_start_date": day_after(F.col("_start"), F.col("raw_date_registration")),
        "raw_end_date": day_after(F.col("_start"), F.col("raw_date_unregistration")),
        "raw_status": gone,
        "raw_result": F.col("_result"),
        "raw_term": F.col("raw_code_presentation"),
        "raw_school_year": spring_year(F.trim("raw_code_presentation")),
        "revisit": F.col("revisit") | F.coalesce("_info_is_new", F.lit(False)),
    }
    return completed(joined, mapped, student_enrollments.RAW)


def modules(facts: DataFrame, _: Mapping[Table, DataFrame]) -> DataFrame:
    """Each presentation of a module as the course in that term; the newest says how long it is."""
    start = first_day(F.trim("raw_code_presentation"))
    mapped = {
        "raw_course_id": F.col("raw_code_module"),
        "raw_name": F.col("raw_code_module"),
        "raw_subject": F.col("raw_code_module"),
        "raw_grade_level": F.lit("Ungraded"),
        "raw_start_date": start,
        "raw_end_date": day_after(start, F.col("raw_module_presentation_length")),
        "raw_term": F.col("raw_code_presentation"),
        "raw_school_year": spring_year(F.trim("raw_code_presentation")),
        "raw_updated_at": start,
    }
    return completed(facts.withColumn("revisit", F.lit(False)), mapped, courses.RAW)


def presentations(facts: DataFrame, _: Mapping[Table, DataFrame]) -> DataFrame:
    """Each presentation as a class: its module, taught in a term."""
    start = first_day(F.trim("raw_code_presentation"))
    mapped = {
        "raw_class_id": run(*[F.trim(name) for name in PRESENTATION]),
        "raw_course_id": F.col("raw_code_module"),
        "raw_name": F.concat_ws(" ", *[F.trim(name) for name in PRESENTATION]),
        "raw_subject": F.col("raw_code_module"),
        "raw_grade_level": F.lit("Ungraded"),
        "raw_start_date": start,
        "raw_end_date": day_after(start, F.col("raw_module_presentation_length")),
        "raw_term": F.col("raw_code_presentation"),
        "raw_school_year": spring_year(F.trim("raw_code_presentation")),
        "raw_updated_at": start,
    }
    return completed(facts.withColumn("revisit", F.lit(False)), mapped, classes.RAW)


def plan(facts: DataFrame, current: Mapping[Table, DataFrame]) -> DataFrame:
    """What is assessed in each presentation, with its due day on the calendar; exams are due on none."""
    joined = with_start(facts, current, *[F.trim(name) for name in PRESENTATION])
    mapped = {
        "raw_line_item_id": F.trim("raw_id_assessment"),
        "raw_class_id": run(*[F.trim(name) for name in PRESENTATION]),
        "raw_name": F.concat_ws(" ", F.trim("raw_assessment_type"), F.trim("raw_id_assessment")),
        "raw_category": F.col("raw_assessment_type"),
        "raw_due_date": day_after(F.col("_start"), F.col("raw_date")),
        "raw_weight": F.col("raw_weight"),
        "raw_score_max": F.lit("100"),
        "raw_subject": F.col("raw_code_module"),
        "raw_grade_level": F.lit("Ungraded"),
        "raw_term": F.col("raw_code_presentation"),
        "raw_school_year": spring_year(F.trim("raw_code_presentation")),
    }
    return completed(joined, mapped, line_items.RAW)


def clicks(facts: DataFrame, current: Mapping[Table, DataFrame]) -> DataFrame:
    """Clicks summed per student, site and day within a file, with the kind of site and dates on the calendar.

    Rows have no key and repeat, so a file is the unit: it is summed as a whole, never added to another. What
    cannot be summed, or waits for its presentation, stays as it was delivered.
    """
    sites = current[VLE_RAW].select(
        F.trim("raw_id_site").alias("_site"),
        F.trim("raw_activity_type").alias("_activity"),
        F.col("is_new").alias("_site_is_new"),
    )
    presentation = [F.trim(name) for name in PRESENTATION]
    summed = _summed(with_start(facts, current, *presentation), [*facts.columns, *DATED])
    joined = summed.join(F.broadcast(sites), F.trim("raw_id_site") == F.col("_site"), "left")
    mapped = {
        "raw_student_id": F.col("raw_id_student"),
        "raw_course_id": F.col("raw_code_module"),
        "raw_activity": F.col("_activity"),
        "raw_resource_id": F.col("raw_id_site"),
        "raw_engaged_at": day_after(F.col("_start"), F.col("raw_date")),
        "raw_events": F.col("raw_sum_click"),
        "raw_term": F.col("raw_code_presentation"),
        "raw_school_year": spring_year(F.trim("raw_code_presentation")),
        "revisit": F.col("revisit") | F.coalesce("_site_is_new", F.lit(False)),
    }
    return completed(joined, mapped, student_engagement.RAW)


def _summed(dated: DataFrame, columns: Sequence[str]) -> DataFrame:
    """One row for all that tell of the same student, site and day in a file; `records` says how many they were.

    What a file's readable rows share, where they come from above all, is joined to the sums: it would be hashed and
    carried along with each row. To find it no row is judged, so that its values are not read.
    """
    key = [*PRESENTATION, "raw_id_student", "raw_id_site", "raw_date"]
    sound = F.col("parse_issue").isNull() & F.trim("raw_sum_click").rlike(r"\A[0-9]{1,9}\z")
    sound = sound & F.trim("raw_date").rlike(WHOLE) & F.col("_start").isNotNull()
    for name in key:
        sound = sound & (F.trim(name) != "")
    marked = dated.withColumn("sound", F.coalesce(sound, F.lit(False)))
    # One content may be the snapshot of two days.
    file = ["source_file_sha256", "delivered_at", "batch_number"]
    # Only numbers are aggregated: with a text among them Spark would sort all rows, not hash them.
    sums = marked.where("sound").groupBy(*file, *DATED, *[F.trim(name).alias(name) for name in key])
    totals = sums.agg(
        F.sum(F.trim("raw_sum_click").cast("bigint")).alias("clicks"), F.count(F.lit(1)).cast("int").alias("records")
    )
    apart = {*key, *file, *DATED, "raw_sum_click", "raw_payload", "records"}
    of_file = [name for name in columns if name not in apart]
    files = F.broadcast(dated.where("parse_issue IS NULL").select(*file, *of_file).distinct())
    summed = totals.join(files, on=file).withColumns(
        {"raw_sum_click": F.col("clicks").cast("string"), "raw_payload": F.lit(None).cast("string")}
    )
    return summed.select(*columns).unionByName(marked.where("NOT sound").select(*columns))


def _feed(table: Table, files: str, *required: str, snapshot: bool = False) -> Feed:
    columns = {name: name.removeprefix("raw_") for name in raw_columns(table)}
    # What is summed is told apart by all that is not counted.
    identity = tuple(name for name in columns if name != "raw_sum_click") if snapshot else ()
    return Feed(table, files, Dialect("csv"), columns, required, snapshot=snapshot, identity=identity)


COURSES = _feed(COURSES_RAW, "**/courses.csv*", *PRESENTATION)
PRESENTATIONS = Reference(COURSES_RAW, PRESENTATION)
PLAN = _feed(ASSESSMENTS_RAW, "**/assessments.csv*", "raw_id_assessment", "raw_code_module")
STUDENT_INFO = _feed(STUDENT_INFO_RAW, "**/studentInfo.csv*", *PRESENTATION, "raw_id_student")


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
            _feed(STUDENT_REGISTRATION_RAW, "**/studentRegistration.csv*", *PRESENTATION, "raw_id_student"),
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
            _feed(STUDENT_ASSESSMENT_RAW, "**/studentAssessment.csv*", "raw_id_student", "raw_id_assessment"),
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
            _feed(VLE_RAW, "**/vle.csv*", "raw_id_site", "raw_activity_type"),
            _feed(STUDENT_VLE_RAW, "**/studentVle.csv*", "raw_id_student", "raw_sum_click", snapshot=True),
        ),
        facts=STUDENT_VLE_RAW,
        candidates=clicks,
        provides=_provides("student_id", "course_id", "activity", "resource_id", "engaged_at", "events"),
        references=(PRESENTATIONS, Reference(VLE_RAW, ("raw_id_site",))),
        sums=True,
    ),
)
