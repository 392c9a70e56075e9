"""What is done for students of Ed-Fi: immunizations, exemptions from them, and transport."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.bronze.edfi.fields import changed_at, code, codes, listed, mapped, own_id, said_last, with_deletes
from edulake.bronze.edfi.resources import UPDATED
from edulake.bronze.edfi.tables_wellbeing import STUDENT_HEALTHS, STUDENT_TRANSPORTATIONS
from edulake.bronze.reference import sure
from edulake.bronze.spread import PLACE, spread
from edulake.expr import as_flag, cleaned, local_day
from edulake.silver.operations import transport_riders as rides
from edulake.silver.wellbeing import health_records as records

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import Column, DataFrame

    from edulake.contract.table import Table

    Current = Mapping[Table, DataFrame]

RECORD = ("raw_kind", "raw_code", "raw_event_date", "raw_status", "raw_health_record_id")
RIDE = ("raw_direction", "raw_end_date", "raw_ride_id", "told_at")
DATES = "dates: array<struct<immunizationDate: string>>"
REQUIRED, ADDITIONAL = "requiredImmunizations", "additionalImmunizations"
FROM_ALL = "nonMedicalImmunizationExemption"


def health_records(facts: DataFrame, current: Current) -> DataFrame:
    """A record for each dose, and for each exemption; that one is required says nothing of the student.

    The school is not known: an organization says it, which may be the district.
    """
    columns = {"student_id": F.col("raw_student_unique_id"), "as_of_date": F.col("raw_as_of_date")}
    required = listed(
        "raw_required_immunizations",
        f"immunizationTypeDescriptor: string, medicalExemption: string, medicalExemptionDate: string, {DATES}",
    )
    additional = listed("raw_additional_immunizations", f"immunizationName: string, {DATES}")
    said = F.concat(
        _doses(REQUIRED, required, "immunizationTypeDescriptor"),
        _doses(ADDITIONAL, additional, "immunizationName"),
        _medical_exemptions(required),
        _exemption_from_all(),
    )
    rows = said_last(facts, current, STUDENT_HEALTHS, spreads=True)
    return spread(mapped(rows, records.FORM, columns), said, RECORD)


def transport_riders(facts: DataFrame, current: Current) -> DataFrame:
    """A ride for each direction. Nothing says from when to when: it ends when it is said no more, or was deleted.

    To delete one, or to leave a direction out, is how a ride ends: that it was so until then stays true, whatever the
    object says after it.
    """
    columns = {
        "student_id": F.col("raw_student_unique_id"),
        "mode": code("raw_transportation_type_descriptor"),
        "route_id": code("raw_bus_route_descriptor"),
        "bus_number": F.col("raw_bus_number"),
        "days": _days_of_the_week(),
        "miles": F.col("raw_mileage"),
        "eligibility": code("raw_transportation_public_expense_eligibility_type_descriptor"),
        "accommodation": F.col("raw_special_accomodation_requirements"),
        "provider_org_id": F.col("raw_education_organization_id"),
    }

    def ride(way: Column) -> Column:
        is_over = sure(~F.array_contains("_next.ways", way))
        went_on = local_day(F.col("_went_at"), "UTC").cast("string")
        return F.struct(
            F.lit("travelDirections").alias(PLACE),
            F.when(way != "", way).alias("raw_direction"),
            F.when(is_over, F.col("_next.on")).otherwise(went_on).alias("raw_end_date"),
            own_id(F.when(way != "", way)).alias("raw_ride_id"),
            F.when(is_over, F.col("_next.at")).otherwise(F.col("_went_at")).alias("told_at"),
        )

    return spread(mapped(_until(facts, current), rides.FORM, columns), F.transform(_ways(), ride), RIDE)


def _doses(place: str, given: Column, what: str) -> Column:
    """A record for each day on which one of these immunizations was given."""

    def of_one(one: Column) -> Column:
        vaccine = code(one[what])
        return F.transform(
            one["dates"],
            lambda on: _record(place, "Immunization", vaccine, on["immunizationDate"], "Given", on["immunizationDate"]),
        )

    return F.flatten(F.transform(F.filter(given, lambda one: one["dates"].isNotNull()), of_one))


def _medical_exemptions(required: Column) -> Column:
    """A record for each immunization from which a student is exempt for his health, whatever words say so but no."""

    def is_exempt(one: Column) -> Column:
        said = cleaned(one["medicalExemption"])
        is_denied = sure(~as_flag(said))
        return (said.isNotNull() & ~is_denied) | cleaned(one["medicalExemptionDate"]).isNotNull()

    def of_one(one: Column) -> Column:
        vaccine = code(one["immunizationTypeDescriptor"])
        return _record(REQUIRED, "Exemption", vaccine, one["medicalExemptionDate"], "Medical Exemption")

    return F.transform(F.filter(required, is_exempt), of_one)


def _exemption_from_all() -> Column:
    """The exemption that is not for health, which is from whatever is required; an empty array where there is none."""
    on = cleaned(F.col("raw_non_medical_immunization_exemption_date"))
    is_said = code("raw_non_medical_immunization_exemption_descriptor").isNotNull() | on.isNotNull()
    exempt = _record(FROM_ALL, "Exemption", F.lit("All Vaccines"), on, "Other Exemption")
    return F.array_compact(F.array(F.when(is_said, exempt)))


def _record(place: str, kind: str, vaccine: Column, on: Column, status: str, *further: Column) -> Column:
    """A record as `spread` wants it; it is known by kind and vaccine within its object, and by what is `further`."""
    own = own_id(F.lit(kind), vaccine, *further)
    fields = (F.lit(place), F.lit(kind), vaccine, on, F.lit(status), own)
    return F.struct(*[field.alias(name) for field, name in zip(fields, (PLACE, *RECORD), strict=True)])


def _ways() -> Column:
    """The directions in which a student rides; an empty one where none is said."""
    said = codes("raw_travel_directions", "travelDirectionDescriptor")
    return F.when(F.size(said) > 0, said).otherwise(F.array(F.lit("")))


def _days_of_the_week() -> Column:
    days = F.array_join(codes("raw_travel_dayof_weeks", "travelDayofWeekDescriptor"), ",")
    return F.when(days != "", days)


def _until(facts: DataFrame, current: Current) -> DataFrame:
    """Facts with raw_updated_at, `_next`, the version that took a fact's place, and when its object `_went_at`.

    A version that is listed once more is the same. Facts are `revisit`ed where any version of their object arrives, or
    where it is news that it was deleted.
    """
    version = {
        "at": changed_at(),
        "modified_at": F.col("source_file_modified_at"),
        "record": F.xxhash64("raw_payload", "payload_form"),
        "on": F.coalesce(F.col(UPDATED), local_day(F.col("delivered_at").cast("timestamp"), "UTC").cast("string")),
        "ways": _ways(),
    }
    own, object_ = F.col("_own"), Window.partitionBy("source_system", "raw_id")
    told = with_deletes(facts, current, STUDENT_TRANSPORTATIONS).withColumn(
        "_own", F.struct(*[value.alias(name) for name, value in version.items()])
    )
    is_known = F.col("raw_id").isNotNull()
    arrives = sure(F.max("arrives").over(object_)) & is_known
    every = told.withColumns(
        {"_every": F.collect_list("_own").over(object_), "revisit": arrives | F.col("_went_is_new")}
    )
    later = F.filter("_every", lambda one: (one > own) & (one["record"] != own["record"]))
    return every.withColumns(
        {
            "_next": F.when(is_known, F.array_min(later)),
            "raw_updated_at": F.col(UPDATED),
            "told_at": F.lit(None).cast("timestamp"),
        }
    ).drop("_own", "_every")
