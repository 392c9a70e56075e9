"""What happens to students of Ed-Fi: attendance, and what a school did about behaviour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.bronze.edfi.fields import code, listed, mapped, own_id, said_last
from edulake.bronze.edfi.tables import ATTENDANCE, DISCIPLINE_ACTIONS
from edulake.bronze.spread import spread
from edulake.expr import attendance_status
from edulake.silver.wellbeing import attendance as days
from edulake.silver.wellbeing import discipline_actions as actions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import DataFrame

    from edulake.contract.table import Table

    Current = Mapping[Table, DataFrame]

MISSED = ("Absent", "Excused")
INCIDENT = "studentDisciplineIncidentBehaviorAssociationReference: struct<incidentIdentifier: string, schoolId: string>"


def attendance(facts: DataFrame, current: Current) -> DataFrame:
    """Attendance events; how long one took is the share missed of an absence, and says nothing of who was late."""
    category = code("raw_attendance_event_category_descriptor")
    columns = {
        "attendance_id": F.col("raw_id"),
        "student_id": F.col("raw_student_unique_id"),
        "date": F.col("raw_event_date"),
        "status": category,
        "absent_fraction": F.when(attendance_status(category).isin(*MISSED), F.col("raw_event_duration")),
        "school_id": F.col("raw_school_id"),
        "school_year": F.col("raw_school_year"),
        "term": F.col("raw_session_name"),
    }
    return mapped(said_last(facts, current, ATTENDANCE), days.FORM, columns)


def discipline_actions(facts: DataFrame, current: Current) -> DataFrame:
    """Actions, one for each discipline of an object; of several incidents the first is named."""
    rows = said_last(facts, current, DISCIPLINE_ACTIONS, spreads=True)
    incidents = listed("raw_student_discipline_incident_behavior_associations", INCIDENT)
    incident = F.get(incidents, F.lit(0))["studentDisciplineIncidentBehaviorAssociationReference"]
    columns = {
        "student_id": F.col("raw_student_unique_id"),
        "date": F.col("raw_discipline_date"),
        "incident_id": incident["incidentIdentifier"],
        "incident_school_id": incident["schoolId"],
        "days_assigned": F.col("raw_discipline_action_length"),
        "days_served": F.col("raw_actual_discipline_action_length"),
        "school_id": F.col("raw_school_id"),
    }
    said = F.transform(
        listed("raw_disciplines", "disciplineDescriptor: string"),
        lambda one: F.struct(
            code(one["disciplineDescriptor"]).alias("place"),
            code(one["disciplineDescriptor"]).alias("raw_action"),
            own_id(code(one["disciplineDescriptor"])).alias("raw_discipline_action_id"),
        ),
    )
    return spread(mapped(rows, actions.FORM, columns), said, ("raw_action", "raw_discipline_action_id"))
