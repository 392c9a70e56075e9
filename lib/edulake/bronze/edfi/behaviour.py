"""Incidents of Ed-Fi, and who took part in them: offenders in one resource, all others in a second."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.bronze.edfi.fields import code, codes, mapped, own_id, said_last
from edulake.bronze.edfi.named import waiting_unless, with_named
from edulake.bronze.edfi.tables_wellbeing import INCIDENT, INCIDENT_STUDENTS, INCIDENTS
from edulake.bronze.spread import PLACE, spread
from edulake.silver.wellbeing import incident_students as participants
from edulake.silver.wellbeing import incidents as happenings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import Column, DataFrame

    from edulake.contract.table import Table

    Current = Mapping[Table, DataFrame]

ROLES, ROLE = "disciplineIncidentParticipationCodes", "disciplineIncidentParticipationCodeDescriptor"


def incidents(facts: DataFrame, current: Current) -> DataFrame:
    """Incidents. One of several behaviours is of no one category: it names all of them, and each student's is known."""
    columns = {
        "incident_id": F.col("raw_incident_identifier"),
        "date": F.col("raw_incident_date"),
        "time": F.col("raw_incident_time"),
        "location": code("raw_incident_location_descriptor"),
        "category": _behaviours(),
        "is_law_enforcement": F.col("raw_reported_to_law_enforcement"),
        "cost": F.col("raw_incident_cost"),
        "school_id": F.col("raw_school_id"),
    }
    return mapped(said_last(facts, current, INCIDENTS), happenings.FORM, columns)


def incident_students(facts: DataFrame, current: Current) -> DataFrame:
    """Students in incidents, one for each role, on the day of the incident, for which they wait.

    Without a role it is not known, as little as for one who is only said to have done something.
    """
    told = said_last(facts, current, INCIDENT_STUDENTS, spreads=True)
    said = {"_incident": F.col("raw_incident_identifier"), "_date": F.col("raw_incident_date")}
    rows = waiting_unless(F.col("_incident").isNotNull(), with_named(told, current, INCIDENT, said))
    columns = {
        "student_id": F.col("raw_student_unique_id"),
        "date": F.col("_date"),
        "incident_id": F.col("raw_incident_identifier"),
        "behaviour": code("raw_behavior_descriptor"),
        "school_id": F.col("raw_school_id"),
    }
    roles = codes("raw_discipline_incident_participation_codes", ROLE)
    each = F.transform(
        F.when(F.size(roles) > 0, roles).otherwise(F.array(F.lit(None).cast("string"))),
        lambda role: F.struct(
            F.lit(ROLES).alias(PLACE),
            role.alias("raw_role"),
            own_id(role).alias("raw_incident_student_id"),
        ),
    )
    return spread(mapped(rows, participants.FORM, columns), each, ("raw_role", "raw_incident_student_id"))


def _behaviours() -> Column:
    """What happened; of several behaviours all, in alphabetical order: nothing says which is the main one."""
    every = F.array_join(F.array_sort(F.array_distinct(codes("raw_behaviors", "behaviorDescriptor"))), "; ")
    return F.when(every != "", every)
