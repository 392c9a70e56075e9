"""The programs of the district, and who is in them: each kind of program has a resource of its own for that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.expr.lookup import looked_up
from edulake.jobs.steps.generate.district.programs import LANGUAGE, SPECIAL
from edulake.jobs.steps.generate.edfi.facts import AGENCY, agency, at_school, student, with_end
from edulake.jobs.steps.generate.edfi.forms import OWN, Resource, code, nothing, to
from edulake.jobs.steps.generate.edfi.people import disability

if TYPE_CHECKING:
    from pyspark.sql import Column

    from edulake.jobs.steps.generate.edfi.facts import Facts

TYPES = {"After School": "Extended Day/Child Care Services"}


def programs(facts: Facts) -> Resource:
    key = _program()
    return Resource(
        facts.plan.lasts["programs"].withColumn("told_on", F.lit(facts.since)),
        key,
        {
            "educationOrganizationReference": agency(),
            "programId": F.col("program_id"),
            "programName": key["programName"],
            "programTypeDescriptor": key["programTypeDescriptor"],
            "characteristics": nothing(),
            "services": nothing(),
            "sponsors": nothing(),
        },
    )


def associations(facts: Facts) -> Resource:
    """Stays in programs that have no resource of their own."""
    return _in_programs(facts, ~F.col("program_id").isin(SPECIAL, LANGUAGE), {"services": nothing()})


def special_education_associations(facts: Facts) -> Resource:
    says = {
        "ideaEligibility": F.lit(True),
        "iepBeginDate": F.col("begin_date"),
        "disabilities": F.array(disability()),
        "serviceProviders": nothing(),
        "specialEducationProgramServices": nothing(),
    }
    return _in_programs(facts, F.col("program_id") == SPECIAL, says)


def language_instruction_associations(facts: Facts) -> Resource:
    says = {
        "englishLearnerParticipation": F.lit(True),
        "englishLanguageProficiencyAssessments": nothing(),
        "languageInstructionProgramServices": nothing(),
    }
    return _in_programs(facts, F.col("program_id") == LANGUAGE, says)


def _in_programs(facts: Facts, is_mine: Column, says: dict[str, Column]) -> Resource:
    """Stays in programs of the district at a school, told again when they end."""
    named = facts.plan.lasts["programs"].select("program_id", "name", "program_type")
    members = facts.plan.lasts["program_memberships"].where(is_mine).drop("told_on").join(named, "program_id")
    of_program, number = _program(), F.col("student_id")
    organization = at_school(F.col("school_id"))
    reason = F.when(F.col("ended").isNotNull(), code("ReasonExited", F.col("exit_reason"), OWN))
    return Resource(
        with_end(members, "begin_date", "end_date"),
        {
            "beginDate": F.col("begin_date"),
            "educationOrganizationId": organization["educationOrganizationId"],
            "programEducationOrganizationId": F.lit(AGENCY),
            "programName": of_program["programName"],
            "programTypeDescriptor": of_program["programTypeDescriptor"],
            "studentUniqueId": number,
        },
        {
            "educationOrganizationReference": organization,
            "programReference": to("Program", "programs", of_program),
            "studentReference": student(number),
            "beginDate": F.col("begin_date"),
            "endDate": F.col("ended"),
            "reasonExitedDescriptor": reason,
            "programParticipationStatuses": nothing(),
            **says,
        },
    )


def _program() -> dict[str, Column]:
    kind = F.coalesce(looked_up(F.col("program_type"), TYPES), F.col("program_type"))
    return {
        "educationOrganizationId": F.lit(AGENCY),
        "programName": F.col("name"),
        "programTypeDescriptor": code("ProgramType", kind),
    }
