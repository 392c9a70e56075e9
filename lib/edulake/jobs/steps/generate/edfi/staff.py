"""Who works in the schools of the district, as what, and when not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Column
from pyspark.sql import functions as F

from edulake.expr.lookup import looked_up
from edulake.jobs.steps.generate.district.calendar import NIGHTS, OPENING, deliveries
from edulake.jobs.steps.generate.draws import PER_MILLE, Draws
from edulake.jobs.steps.generate.edfi.facts import (
    CORRECTED,
    UNKNOWN_DESCRIPTOR,
    agency,
    at_school,
    corrected,
    or_unknown,
    school_number,
    staff,
    with_end,
)
from edulake.jobs.steps.generate.edfi.forms import Resource, code, nothing, to

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.jobs.steps.generate.edfi.facts import Facts

DEGREES = {"Bachelor": "Bachelor's", "Master": "Master's", "Doctorate": "Doctorate"}
CLASSIFICATIONS = {
    "Aide": "Paraprofessional/Instructional Aide",
    "Counselor": "School Counselor",
    "Principal": "School Administrator",
}
ABSENCES = {
    "Sick": "Sick leave",
    "Personal": "Personal",
    "Jury Duty": "Jury duty",
    "Professional Development": "Professional development",
}
# Of the absences, up to which number of a thousand they are of an unknown kind, corrected or taken back.
UNKNOWN, MENDED, TAKEN_BACK = 40, 100, 150


def staffs(facts: Facts, standard: str) -> Resource:
    """In standard 5 with sex and addresses, which have resources of their own in 6."""
    key = {"staffUniqueId": F.col("staff_id")}
    of_5 = {**_demographic(), **_directory(), "identificationCodes": nothing()}
    return Resource(
        facts.plan.lasts["staff"],
        key,
        {
            **key,
            "firstName": F.col("given_name"),
            "lastSurname": F.col("family_name"),
            "credentials": nothing(),
            "highestCompletedLevelOfEducationDescriptor": code("LevelOfEducation", looked_up(F.col("degree"), DEGREES)),
            **(of_5 if standard == "5" else {}),
        },
    )


def staff_demographics(facts: Facts) -> Resource:
    return _of_agency(facts, _demographic())


def staff_directories(facts: Facts) -> Resource:
    return _of_agency(facts, _directory())


def employments(facts: Facts) -> Resource:
    key = _employment(F.col("hire_date"))
    return Resource(
        with_end(facts.plan.lasts["staff"].drop("told_on"), "hire_date", "leave_date"),
        key,
        {
            "educationOrganizationReference": agency(),
            "staffReference": staff(F.col("staff_id")),
            "employmentStatusDescriptor": key["employmentStatusDescriptor"],
            "hireDate": F.col("hire_date"),
            "endDate": F.col("ended"),
        },
    )


def assignments(facts: Facts) -> Resource:
    is_elementary = F.col("school_id").startswith("E")
    teacher = F.when(is_elementary, "Elementary Teacher").otherwise("Secondary Teacher")
    said = code("StaffClassification", F.coalesce(looked_up(F.col("role"), CLASSIFICATIONS), teacher))
    employed = to(
        "StaffEducationOrganizationEmploymentAssociation",
        "staffEducationOrganizationEmploymentAssociations",
        _employment(F.col("begin_date")),
    )
    return Resource(
        with_end(facts.plan.lasts["staff_roles"].drop("told_on"), "begin_date", "end_date"),
        {
            "beginDate": F.col("begin_date"),
            "educationOrganizationId": school_number(F.col("school_id")),
            "staffClassificationDescriptor": said,
            "staffUniqueId": F.col("staff_id"),
        },
        {
            "educationOrganizationReference": at_school(F.col("school_id")),
            "employmentStaffEducationOrganizationEmploymentAssociationReference": employed,
            "staffReference": staff(F.col("staff_id")),
            "beginDate": F.col("begin_date"),
            "endDate": F.col("ended"),
            "fullTimeEquivalency": F.col("fte").cast("decimal(5,4)"),
            "orderOfAssignment": F.lit(1),
            "positionTitle": F.col("role"),
            "staffClassificationDescriptor": said,
        },
    )


def absences(facts: Facts) -> Resource:
    """An object a member, day and kind: some of a kind that nobody knows, some corrected to a half, some deleted."""
    draws = Draws(facts.seed, ("number",))
    night = draws.between("night", 1, NIGHTS)
    rows = corrected(_absences(facts), F.col("drawn").between(UNKNOWN, MENDED - 1), night)
    nights = F.array(*[F.lit(day.isoformat()) for day in deliveries()])
    is_gone = F.col("drawn").between(MENDED, TAKEN_BACK - 1) & (F.col("told_on") <= OPENING.isoformat())
    kind = code("AbsenceEventCategory", looked_up(F.col("category"), ABSENCES))
    said = or_unknown(F.coalesce(F.col("fault") == UNKNOWN_DESCRIPTOR, F.lit(False)), "AbsenceEventCategory", kind)
    hours = F.when(F.col("fault") == CORRECTED, F.col("hours") / 2).otherwise(F.col("hours"))
    return Resource(
        rows.withColumn("gone_on", F.when(is_gone, nights[night.cast("int")])),
        {
            "absenceEventCategoryDescriptor": said,
            "eventDate": F.col("date"),
            "staffUniqueId": F.col("staff_id"),
        },
        {
            "staffReference": staff(F.col("staff_id")),
            "absenceEventCategoryDescriptor": said,
            "eventDate": F.col("date"),
            "absenceEventReason": F.col("category"),
            "hoursAbsent": hours.cast("decimal(18,2)"),
        },
    )


def _absences(facts: Facts) -> DataFrame:
    """What is told of a member twice for a day and kind has one natural key: the longer one counts."""
    told = facts.plan.happens["staff_absences"].groupBy("staff_id", "date", "category", "told_on")
    each = told.agg(F.max(F.col("hours").cast("decimal(18,2)")).alias("hours"))
    numbered = each.withColumn("number", F.xxhash64("staff_id", "date", "category"))
    drawn = numbered.withColumn("drawn", Draws(facts.seed, ("number",)).between("absence", 0, PER_MILLE - 1))
    return drawn.withColumn("fault", F.when(F.col("drawn") < UNKNOWN, UNKNOWN_DESCRIPTOR))


def _of_agency(facts: Facts, says: dict[str, Column]) -> Resource:
    number = F.col("staff_id")
    return Resource(
        facts.plan.lasts["staff"],
        {"educationOrganizationId": agency()["educationOrganizationId"], "staffUniqueId": number},
        {"educationOrganizationReference": agency(), "staffReference": staff(number), **says},
    )


def _demographic() -> dict[str, Column]:
    return {"sexDescriptor": code("Sex", F.col("sex")), "races": nothing()}


def _directory() -> dict[str, Column]:
    mail = F.struct(
        code("ElectronicMailType", "Work").alias("electronicMailTypeDescriptor"),
        F.col("email").alias("electronicMailAddress"),
    )
    return {"addresses": nothing(), "electronicMails": F.array(mail), "telephones": nothing()}


def _employment(hired: Column) -> dict[str, Column]:
    return {
        "educationOrganizationId": agency()["educationOrganizationId"],
        "staffUniqueId": F.col("staff_id"),
        "employmentStatusDescriptor": code("EmploymentStatus", "Tenured or permanent"),
        "hireDate": hired,
    }
