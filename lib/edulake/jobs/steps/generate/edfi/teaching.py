"""Courses and sections of the district, who learns and teaches in them, and the grades there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Column, Window
from pyspark.sql import functions as F

from edulake.expr.lookup import looked_up
from edulake.jobs.steps.generate.district.calendar import NIGHTS
from edulake.jobs.steps.generate.district.people import HIGHEST_GRADE, student_id
from edulake.jobs.steps.generate.draws import Draws
from edulake.jobs.steps.generate.edfi.facts import (
    AGENCY,
    CORRECTED,
    GRADES,
    OF_BANDS,
    agency,
    corrected,
    grade_level,
    school,
    staff,
    student,
    with_end,
)
from edulake.jobs.steps.generate.edfi.forms import Resource, code, coded, nothing, to
from edulake.jobs.steps.generate.edfi.schools import every_school, in_terms, period_key, session_key
from edulake.jobs.steps.generate.texts import zero_padded

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.jobs.steps.generate.edfi.facts import Facts

SUBJECTS = {"Math": "Mathematics", "English": "English Language Arts"}
LETTERS = {90: "A", 80: "B", 70: "C", 60: "D", 0: "F"}
POSITIONS = ("Teacher of Record", "Support Teacher")
MENDED = 20  # per mille of grades


def courses(facts: Facts) -> Resource:
    grades = F.explode(F.sequence(F.lit(0), F.lit(HIGHEST_GRADE))).alias("grade")
    rows = facts.spark.range(1).select(_subjects(), F.lit(facts.since).alias("told_on")).select("*", grades)
    number = _course(F.col("subject"), F.col("grade"))
    system = code("CourseIdentificationSystem", "LEA course code").alias("courseIdentificationSystemDescriptor")
    return Resource(
        rows,
        {"courseCode": number, "educationOrganizationId": F.lit(AGENCY)},
        {
            "educationOrganizationReference": agency(),
            "courseCode": number,
            "courseTitle": _title(),
            "numberOfParts": F.lit(2),
            "academicSubjects": F.array(coded("AcademicSubject", looked_up(F.col("subject"), SUBJECTS))),
            "identificationCodes": F.array(F.struct(system, number.alias("identificationCode"))),
            "levelCharacteristics": nothing(),
            "offeredGradeLevels": _levels(),
        },
    )


def course_offerings(facts: Facts) -> Resource:
    course = {"courseCode": _course(F.col("subject"), F.col("grade")), "educationOrganizationId": F.lit(AGENCY)}
    session = session_key(F.col("school"), F.col("ends"), F.col("term"))
    return Resource(
        offered(facts),
        _offering(),
        {
            "courseReference": to("Course", "courses", course),
            "schoolReference": school(F.col("school")),
            "sessionReference": to("Session", "sessions", session),
            "localCourseCode": course["courseCode"],
            "localCourseTitle": _title(),
            "courseLevelCharacteristics": nothing(),
            "curriculumUseds": nothing(),
            "offeredGradeLevels": _levels(),
        },
    )


def sections(facts: Facts) -> Resource:
    """One section an offering."""
    key = section()
    return Resource(
        offered(facts),
        key,
        {
            "courseOfferingReference": to("CourseOffering", "courseOfferings", _offering()),
            "sectionIdentifier": key["sectionIdentifier"],
            "sectionName": _title(),
            **dict.fromkeys(("characteristics", "classPeriods", "courseLevelCharacteristics"), nothing()),
            "offeredGradeLevels": nothing(),
            "programs": nothing(),
        },
    )


def student_section_associations(facts: Facts) -> Resource:
    """Students are in a section of each subject while a stay and a term last."""
    return Resource(
        with_end(_enrolled(facts), "begins", "stops"),
        _enrollment(),
        {
            "sectionReference": to("Section", "sections", section()),
            "studentReference": student(F.col("student_id")),
            "beginDate": F.col("begins"),
            "endDate": F.col("ended"),
            "homeroomIndicator": F.lit(False),
            "programs": nothing(),
        },
    )


def staff_section_associations(facts: Facts) -> Resource:
    key = {"beginDate": F.col("term_begins"), **section(), "staffUniqueId": F.col("staff_id")}
    position = F.array(*map(F.lit, POSITIONS))[F.col("place") - 1]
    return Resource(
        with_end(staffed(facts), "term_begins", "term_ends"),
        key,
        {
            "sectionReference": to("Section", "sections", section()),
            "staffReference": staff(F.col("staff_id")),
            "beginDate": F.col("term_begins"),
            "endDate": F.col("ended"),
            "classroomPositionDescriptor": code("ClassroomPosition", position),
        },
    )


def grades(facts: Facts) -> Resource:
    """A grade for each result of a term, on the day of the result; some are a point off at first."""
    period = period_key(F.col("school"), F.col("ends"), F.col("term"))
    kind = code("GradeType", "Semester")
    points = F.when(F.col("fault") == CORRECTED, F.abs(F.col("score") - 1)).otherwise(F.col("score"))
    letters = [F.when(points >= least, letter) for least, letter in LETTERS.items()]
    enrolled = to("StudentSectionAssociation", "studentSectionAssociations", _enrollment())
    return Resource(
        _graded(facts),
        {"gradeTypeDescriptor": kind, **period, **_enrollment()},
        {
            "gradingPeriodReference": to("GradingPeriod", "gradingPeriods", period),
            "studentSectionAssociationReference": enrolled,
            "gradeTypeDescriptor": kind,
            "letterGradeEarned": F.coalesce(*letters),
            "numericGradeEarned": points.cast("decimal(9,2)"),
            "learningStandardGrades": nothing(),
        },
    )


def offered(facts: Facts) -> DataFrame:
    """Each school, year, term, subject and grade of its band."""
    years = [F.struct(F.lit(n).alias("year"), F.lit(year.ends).alias("ends")) for n, year in enumerate(facts.years)]
    band = F.col("school").substr(1, 1)
    of_band = [F.when(band == one, F.array(*map(F.lit, grades))) for one, grades in OF_BANDS.items()]
    schools = every_school(facts).select("school", F.explode(F.coalesce(*of_band)).alias("grade"))
    each = schools.select("*", F.inline(F.array(*years))).select("*", _subjects())
    return in_terms(each, facts).withColumn("told_on", F.col("term_begins"))


def staffed(facts: Facts) -> DataFrame:
    """Sections with their teachers, two at most, by `place`: of those who work in the school all term."""
    teachers = facts.plan.lasts["staff_roles"].where("role = 'Teacher'").drop("told_on")
    each = offered(facts).drop("told_on").join(teachers.withColumnRenamed("school_id", "school"), "school")
    there = (F.col("begin_date") <= F.col("term_begins")) & (F.coalesce("end_date", "term_ends") >= F.col("term_ends"))
    of = [F.col(name) for name in ("school", "subject", "grade", "ends", "term")]
    by_chance = Window.partitionBy(*of).orderBy(F.xxhash64(F.lit(facts.seed), "staff_id", *of), "staff_id")
    placed = each.where(there).withColumn("place", F.row_number().over(by_chance))
    return placed.where(F.col("place") <= len(POSITIONS)).select(*of, "term_begins", "term_ends", "staff_id", "place")


def results(facts: Facts) -> DataFrame:
    """Each result of a term of a student who was in the section of its subject on the day, with that section."""
    told = facts.plan.happens["assessments"].select(
        "student_id",
        "subject",
        "term",
        F.col("school_year").cast("int").alias("ends"),
        F.col("score").cast("decimal(5,1)").alias("score"),
        F.col("assessment_date").alias("told_on"),
    )
    joined = _enrolled(facts).join(told, ["student_id", "subject", "term", "ends"])
    return joined.where(F.col("told_on").between(F.col("begins"), F.col("stops")))


def section() -> dict[str, Column]:
    key = _offering()
    return {**key, "sectionIdentifier": F.concat("school", F.lit("-"), key["localCourseCode"])}


def _subjects() -> Column:
    return F.explode(F.array(*map(F.lit, SUBJECTS))).alias("subject")


def _enrolled(facts: Facts) -> DataFrame:
    stays = facts.stays.select(
        student_id(F.col("student")).alias("student_id"),
        "school",
        "grade",
        "year",
        F.col("school_year").alias("ends"),
        F.col("entry_date").cast("string").alias("entry_date"),
        F.col("exit_date").cast("string").alias("exit_date"),
    )
    begins, stops = F.greatest("entry_date", "term_begins"), F.least("exit_date", "term_ends")
    each = in_terms(stays.select("*", _subjects()), facts)
    return each.withColumns({"begins": begins, "stops": stops}).where("begins <= stops")


def _graded(facts: Facts) -> DataFrame:
    draws = Draws(facts.seed, ("number",))
    numbered = results(facts).withColumn("number", F.xxhash64("student_id", "subject", "term", "ends"))
    return corrected(numbered, draws.happens("grade", MENDED), draws.between("night", 1, NIGHTS))


def _course(subject: Column, grade: Column) -> Column:
    return F.concat(F.upper(subject), F.lit("-"), zero_padded(grade, 2))


def _title() -> Column:
    level = F.array(*map(F.lit, GRADES))[F.col("grade").cast("int")]
    return F.concat("subject", F.lit(", "), F.lower(level))


def _levels() -> Column:
    return F.array(F.struct(grade_level(F.col("grade")).alias("gradeLevelDescriptor")))


def _offering() -> dict[str, Column]:
    course = _course(F.col("subject"), F.col("grade"))
    return {"localCourseCode": course, **session_key(F.col("school"), F.col("ends"), F.col("term"))}


def _enrollment() -> dict[str, Column]:
    return {"beginDate": F.col("begins"), **section(), "studentUniqueId": F.col("student_id")}
