"""What the district does for its students beside teaching: health and transport."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Column
from pyspark.sql import functions as F

from edulake.expr.lookup import looked_up
from edulake.jobs.steps.generate.edfi.facts import AGENCY, agency, student
from edulake.jobs.steps.generate.edfi.forms import OWN, Resource, code, coded, nothing

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.jobs.steps.generate.edfi.facts import Facts

VACCINES = {"Polio": "IPV"}
MODES = {"Bus": "School Bus", "Van": "School Van or SUV"}
WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


def healths(facts: Facts) -> Resource:
    """An object a student with the vaccinations of all days; visits have no resource."""
    told = facts.plan.happens["health_records"].where("kind <> 'Visit'")
    dose = F.when(F.col("kind") == "Immunization", F.struct(F.col("event_date").alias("immunizationDate")))
    # collect_list leaves nulls out: of an exemption there is no dose.
    doses = F.sort_array(F.collect_list(dose)).alias("dates")
    exempt = F.col("kind") == "Exemption"
    of_vaccine = told.groupBy("student_id", "code").agg(
        doses,
        F.max(F.when(exempt, F.col("status"))).alias("medicalExemption"),
        F.max(F.when(exempt, F.col("event_date"))).alias("medicalExemptionDate"),
        F.max("told_on").alias("told_on"),
    )
    vaccine = code("ImmunizationType", F.coalesce(looked_up(F.col("code"), VACCINES), F.col("code")))
    one = F.struct(vaccine.alias("immunizationTypeDescriptor"), "medicalExemption", "medicalExemptionDate", "dates")
    all_ = F.sort_array(F.collect_list(one)).alias("vaccinations")
    return Resource(
        of_vaccine.groupBy("student_id").agg(all_, F.max("told_on").alias("told_on")),
        _key(),
        {
            "educationOrganizationReference": agency(),
            "studentReference": student(F.col("student_id")),
            "asOfDate": F.col("told_on"),
            "additionalImmunizations": nothing(),
            "requiredImmunizations": F.col("vaccinations"),
        },
    )


def transportations(facts: Facts) -> Resource:
    """An object a rider of the newest school year, deleted when the ride ends: it says of no day."""
    days = F.array(*[coded("TravelDayofWeek", day) for day in WEEK])
    details = F.struct(
        F.col("bus_number").alias("busNumber"),
        code("BusRoute", F.col("route_id"), OWN).alias("busRouteDescriptor"),
        F.col("miles").cast("decimal(5,2)").alias("mileage"),
        days.alias("travelDayofWeeks"),
        F.transform("directions", lambda way: coded("TravelDirection", way)).alias("travelDirections"),
    )
    return Resource(
        _riders(facts),
        {"studentUniqueId": F.col("student_id"), "transportationEducationOrganizationId": F.lit(AGENCY)},
        {
            "studentReference": student(F.col("student_id")),
            "transportationEducationOrganizationReference": agency(),
            "transportationTypeDescriptor": code("TransportationType", looked_up(F.col("mode"), MODES)),
            "studentBusDetails": details,
        },
    )


def _riders(facts: Facts) -> DataFrame:
    newest = facts.plan.lasts["transport_riders"].where(F.col("begin_date") >= facts.years[-1].first.isoformat())
    said = ("mode", "route_id", "bus_number", "miles", "begin_date", "end_date")
    each = newest.groupBy("student_id", *said).agg(
        F.sort_array(F.collect_set("direction"), asc=False).alias("directions")
    )
    return each.withColumns({"told_on": F.col("begin_date"), "gone_on": F.col("end_date")})


def _key() -> dict[str, Column]:
    return {"educationOrganizationId": F.lit(AGENCY), "studentUniqueId": F.col("student_id")}
