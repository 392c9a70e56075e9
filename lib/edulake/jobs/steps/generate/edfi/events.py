"""What happens to the students of the district on a day: attendance, incidents and what came of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Column, Window
from pyspark.sql import functions as F

from edulake.expr.lookup import looked_up
from edulake.jobs.steps.generate.district.calendar import NIGHTS, OPENING
from edulake.jobs.steps.generate.draws import PER_MILLE, Draws
from edulake.jobs.steps.generate.edfi.facts import (
    CORRECTED,
    NO_TARGET,
    UNKNOWN_DESCRIPTOR,
    corrected,
    or_unknown,
    school,
    school_number,
    student,
)
from edulake.jobs.steps.generate.edfi.forms import OWN, Resource, code, coded, nothing, to
from edulake.jobs.steps.generate.edfi.schools import session_key, term_on

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.jobs.steps.generate.edfi.facts import Facts

STATUSES = {"P": "In Attendance", "A": "Unexcused Absence", "L": "Tardy", "E": "Excused Absence"}
PLACES = {"Hallway": "Hallway or stairs", "Bus": "School bus", "Playground": "Athletic field or playground"}
ACTIONS = {"In-School Suspension": "In School Suspension", "Out-of-School Suspension": "Out of School Suspension"}
STRANGERS = 5  # per mille of events told by the opening delivery
# Of the actions, up to which number of a thousand they are of an unknown kind or corrected.
UNKNOWN, MENDED = 60, 160


def attendance(facts: Facts) -> Resource:
    """An object a student and day. An absence that is excused is deleted, as its kind is in its natural key."""
    newest = facts.years[-1]
    term = term_on(F.col("date"), facts)
    session = session_key(F.col("school_id"), F.lit(newest.ends), term)
    said = code("AttendanceEventCategory", looked_up(F.col("status"), STATUSES))
    is_away = F.col("status").isin("A", "E")
    return Resource(
        _attendance(facts),
        {
            "attendanceEventCategoryDescriptor": said,
            "eventDate": F.col("date"),
            **session,
            "studentUniqueId": F.col("student_id"),
        },
        {
            "schoolReference": school(F.col("school_id")),
            "sessionReference": to("Session", "sessions", session),
            "studentReference": student(F.col("student_id")),
            "attendanceEventCategoryDescriptor": said,
            "eventDate": F.col("date"),
            "attendanceEventReason": F.when(F.col("status") == "E", "A note came the day after"),
            "eventDuration": F.when(is_away, F.lit(1).cast("decimal(3,2)")),
            "sections": nothing(),
        },
    )


def incidents(facts: Facts) -> Resource:
    """Incidents that were not dismissed: Ed-Fi has no word for those that were."""
    key = _incident()
    return Resource(
        _incidents(facts),
        key,
        {
            "schoolReference": school(F.col("school_id")),
            "incidentIdentifier": F.col("incident_id"),
            "behaviors": F.array(coded("Behavior", F.col("category"), OWN)),
            "externalParticipants": nothing(),
            "incidentDate": F.col("date"),
            "incidentLocationDescriptor": code(
                "IncidentLocation", F.coalesce(looked_up(F.col("location"), PLACES), F.col("location"))
            ),
            "reportedToLawEnforcement": F.lit(False),
            "weapons": nothing(),
        },
    )


def behaviors(facts: Facts) -> Resource:
    said = code("Behavior", F.col("behaviour"), OWN)
    return Resource(
        _participants(facts, "Perpetrator"),
        {"behaviorDescriptor": said, **_incident(), "studentUniqueId": F.col("student_id")},
        {
            "disciplineIncidentReference": to("DisciplineIncident", "disciplineIncidents", _incident()),
            "studentReference": student(F.col("student_id")),
            "behaviorDescriptor": said,
            "disciplineIncidentParticipationCodes": _role(),
            "weapons": nothing(),
        },
    )


def non_offenders(facts: Facts) -> Resource:
    return Resource(
        _participants(facts, "Victim"),
        {**_incident(), "studentUniqueId": F.col("student_id")},
        {
            "disciplineIncidentReference": to("DisciplineIncident", "disciplineIncidents", _incident()),
            "studentReference": student(F.col("student_id")),
            "disciplineIncidentParticipationCodes": _role(),
        },
    )


def actions(facts: Facts) -> Resource:
    """An object an action: some of a kind that nobody knows, of some a day more was served than first told."""
    number = F.concat("incident_id", F.lit("-A"))
    own = F.when(F.col("action") == "Detention", code("Discipline", F.col("action"), OWN))
    kind = F.coalesce(own, code("Discipline", looked_up(F.col("action"), ACTIONS)))
    is_unknown = F.coalesce(F.col("fault") == UNKNOWN_DESCRIPTOR, F.lit(False))
    said = F.struct(or_unknown(is_unknown, "Discipline", kind).alias("disciplineDescriptor"))
    participant = {
        "behaviorDescriptor": code("Behavior", F.col("behaviour"), OWN),
        **_incident(),
        "studentUniqueId": F.col("student_id"),
    }
    rel = "StudentDisciplineIncidentBehaviorAssociation"
    because = to(rel, "studentDisciplineIncidentBehaviorAssociations", participant)
    served = F.col("days_served").cast("int") + F.when(F.col("fault") == CORRECTED, 1).otherwise(0)
    return Resource(
        _actions(facts),
        {
            "disciplineActionIdentifier": number,
            "disciplineDate": F.col("date"),
            "studentUniqueId": F.col("student_id"),
        },
        {
            "disciplineActionIdentifier": number,
            "disciplineDate": F.col("date"),
            "responsibilitySchoolReference": school(F.col("school_id")),
            "studentReference": student(F.col("student_id")),
            "actualDisciplineActionLength": served.cast("decimal(5,2)"),
            "disciplineActionLength": F.col("days_assigned").cast("decimal(5,2)"),
            "disciplines": F.array(said),
            "staffs": nothing(),
            "studentDisciplineIncidentBehaviorAssociations": F.array(
                F.struct(because.alias("studentDisciplineIncidentBehaviorAssociationReference"))
            ),
        },
    )


def _attendance(facts: Facts) -> DataFrame:
    """Events, those of some students of whom nothing else is told among them."""
    excused = F.max(F.when(F.col("status") == "E", F.col("told_on"))).over(Window.partitionBy("attendance_id"))
    told = facts.plan.happens["attendance"].withColumn("excused", excused)
    gone = F.when(F.col("status") != "E", F.col("excused"))
    each = told.withColumns(
        {"gone_on": gone, "number": F.xxhash64("attendance_id"), "fault": F.lit(None).cast("string")}
    )
    is_so = Draws(facts.seed, ("number",)).happens("stranger", STRANGERS)
    strangers = each.where(is_so & (F.col("status") == "P") & (F.col("told_on") <= OPENING.isoformat()))
    named = {"student_id": F.concat(F.lit("X"), "attendance_id"), "fault": F.lit(NO_TARGET)}
    return each.unionByName(strangers.withColumns(named))


def _incidents(facts: Facts) -> DataFrame:
    return facts.plan.happens["incidents"].where("status <> 'Dismissed'")


def _participants(facts: Facts, role: str) -> DataFrame:
    of_role = facts.plan.happens["incident_students"].where(F.col("role") == role)
    return of_role.join(_incidents(facts).select("incident_id"), "incident_id", "left_semi")


def _actions(facts: Facts) -> DataFrame:
    behaviour = _participants(facts, "Perpetrator").select("incident_id", "behaviour")
    told = facts.plan.happens["discipline_actions"].join(behaviour, "incident_id")
    numbered = told.withColumn("number", F.xxhash64("incident_id"))
    draws = Draws(facts.seed, ("number",))
    drawn = numbered.withColumn("drawn", draws.between("action", 0, PER_MILLE - 1))
    marked = drawn.withColumn("fault", F.when(F.col("drawn") < UNKNOWN, UNKNOWN_DESCRIPTOR))
    is_longer = F.col("drawn").between(UNKNOWN, MENDED - 1) & F.col("days_served").isNotNull()
    return corrected(marked, is_longer, draws.between("night", 1, NIGHTS))


def _incident() -> dict[str, Column]:
    return {"incidentIdentifier": F.col("incident_id"), "schoolId": school_number(F.col("school_id"))}


def _role() -> Column:
    return F.array(coded("DisciplineIncidentParticipationCode", F.col("role")))
