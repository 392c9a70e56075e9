"""Groups of students in Ed-Fi: sex, races, languages and needs, which one object of a student lists.

A disability is left out: it is no special education, which a program says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.bronze.edfi.fields import code, codes, listed, mapped, said_last, spoken
from edulake.bronze.edfi.resources import raw_name
from edulake.bronze.edfi.tables_people import DEMOGRAPHICS
from edulake.bronze.spread import PLACE, spread
from edulake.expr import business_key
from edulake.silver.people import student_groups as groups

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import Column, DataFrame

    from edulake.contract.table import Table

    Current = Mapping[Table, DataFrame]

SAID = ("raw_kind", "raw_value", "raw_begin_date", "raw_end_date", "raw_student_group_id")
# What is said once, by the kind of group that it is.
ONCE = {
    "Sex": "sexDescriptor",
    "Hispanic": "hispanicLatinoEthnicity",
    "English Learner": "limitedEnglishProficiencyDescriptor",
    "Economic": "economicDisadvantageDescriptor",
}
PERIOD = "struct<beginDate: string, endDate: string>"
NEED = f"studentCharacteristicDescriptor: string, periods: array<{PERIOD}>"


def student_groups(facts: DataFrame, current: Current) -> DataFrame:
    """A candidate for each group that an object says, and for each period of a characteristic."""
    rows = mapped(
        said_last(facts, current, DEMOGRAPHICS, spreads=True),
        groups.FORM,
        {"student_id": F.col("raw_student_unique_id")},
    )
    return spread(rows, F.concat(_once(), _races(), _languages(), _needs()), SAID)


def _once() -> Column:
    said = {kind: (path, code(raw_name(path))) for kind, path in ONCE.items()}
    each = [F.when(value.isNotNull(), _group(path, F.lit(kind), value)) for kind, (path, value) in said.items()]
    return F.array_compact(F.array(*each))


def _races() -> Column:
    return F.transform(codes("raw_races", "raceDescriptor"), lambda race: _group("races", F.lit("Race"), race))


def _languages() -> Column:
    at_home = spoken("raw_languages", "Home language")
    return F.transform(at_home, lambda language: _group("languages", F.lit("Home Language"), language))


def _needs() -> Column:
    """Characteristics, of which the code says the kind of group: a student is in it whom it is said of."""
    nothing = F.array(F.lit(None).cast(PERIOD))
    known = F.filter(
        listed("raw_student_characteristics", NEED),
        lambda one: code(one["studentCharacteristicDescriptor"]).isNotNull(),
    )

    def of_periods(one: Column) -> Column:
        kind = code(one["studentCharacteristicDescriptor"])
        periods = F.when(F.size(one["periods"]) > 0, one["periods"]).otherwise(nothing)
        return F.transform(
            periods,
            lambda of: _group("studentCharacteristics", kind, F.lit("Yes"), of["beginDate"], of["endDate"]),
        )

    return F.flatten(F.transform(known, of_periods))


def _group(place: str, kind: Column, value: Column, begin: Column | None = None, end: Column | None = None) -> Column:
    """A group that a field of an object says. Its id does not tell the group; it is null where the object has none."""
    nothing = F.lit(None).cast("string")
    first, last = nothing if begin is None else begin, nothing if end is None else end
    id_ = F.when(F.col("raw_id").isNotNull(), business_key(F.col("raw_id"), kind, value, first))
    fields = dict(zip((PLACE, *SAID), (F.lit(place), kind, value, first, last, id_), strict=True))
    return F.struct(*[field.alias(name) for name, field in fields.items()])
