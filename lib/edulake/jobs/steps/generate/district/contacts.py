"""Who cares for the students of the district, and the groups to which they belong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Column
from pyspark.sql import functions as F

from edulake.jobs.steps.generate.district.people import student_id
from edulake.jobs.steps.generate.draws import Draws
from edulake.jobs.steps.generate.texts import zero_padded

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

FIRST_NAMES = ("Ada", "Bela", "Chidi", "Dana", "Emre", "Fatima", "Goran", "Hana", "Ines", "Jonas", "Kira", "Luis")
FAMILY_NAMES = ("Adams", "Brown", "Cruz", "Diallo", "Evans", "Fischer", "Garcia", "Hughes", "Ivanova", "Jones")
LANGUAGES = ("English", "English", "English", "Spanish", "Arabic", "Vietnamese")
RACES = ("White", "White", "White", "Black or African American", "Asian", "Two or More")
NO_EMAIL, NO_PHONE, NO_GUARDIAN, SELF = 150, 100, 20, 5  # per mille


def guardians(people: DataFrame, seed: int) -> DataFrame:
    """One row a guardian: two to a household, one in some; a few households have told of none."""
    draws = Draws(seed, ("household", "place"))
    each = _placed(people.select("household").distinct(), seed)
    return each.select(
        guardian_id().alias("guardian_id"),
        draws.one_of("first name", FIRST_NAMES).alias("given_name"),
        Draws(seed, ("household",)).one_of("family name", FAMILY_NAMES).alias("family_name"),
        F.when(~draws.happens("no email", NO_EMAIL), F.concat(guardian_id(), F.lit("@example.org"))).alias("email"),
        F.when(~draws.happens("no phone", NO_PHONE), F.concat(F.lit("555-"), guardian_id())).alias("phone"),
        _language(seed).alias("language"),
        F.concat(F.lit("H"), "household").alias("household_id"),
    )


def guardian_links(people: DataFrame, seed: int) -> DataFrame:
    """One row a guardian and student; now and then a system lists students as their own contact."""
    place = F.col("place")
    each = _placed(people.select("household", "student"), seed)
    linked = each.select(
        guardian_id().alias("guardian_id"),
        student_id(F.col("student")).alias("student_id"),
        F.when(place == 0, "Mother").otherwise("Father").alias("relation"),
        F.lit("Yes").alias("is_legal_guardian"),
        F.when(place == 0, "Yes").otherwise("No").alias("is_primary"),
        F.when(place == 0, "Yes").alias("is_emergency"),
        F.lit("Yes").alias("lives_with"),
        (place + 1).cast("string").alias("contact_priority"),
    )
    own = people.where(Draws(seed, ("student",)).happens("own contact", SELF))
    itself = own.select(
        student_id(F.col("student")).alias("guardian_id"),
        student_id(F.col("student")).alias("student_id"),
        F.lit("Self").alias("relation"),
    )
    return linked.unionByName(itself, allowMissingColumns=True)


def student_groups(people: DataFrame, seed: int) -> DataFrame:
    """One row a student and group: sex and race of all, and who learns English or has an individual program."""
    draws = Draws(seed, ("student",))
    sex = draws.one_of("sex", ("Female", "Male"))
    language = _language(seed)
    race = Draws(seed, ("household",)).one_of("race", RACES)
    told = [
        _group("Sex", sex),
        _group("Race", race),
        _group("Hispanic", F.when(language == "Spanish", "Yes").otherwise("No")),
        _group("English Learner", F.when(learns_english(seed), "Yes")),
        _group("Special Education", F.when(in_special_education(seed), "Yes")),
    ]
    groups = people.select("student", F.inline(F.array(*told)))
    return groups.where(F.col("value").isNotNull()).select(
        student_id(F.col("student")).alias("student_id"), "kind", "value"
    )


def learns_english(seed: int) -> Column:
    """Whether a student, of a household of another language, is in that group."""
    return (_language(seed) != "English") & Draws(seed, ("student",)).happens("learns English", 500)


def in_special_education(seed: int) -> Column:
    return Draws(seed, ("student",)).happens("program", 130)


def guardian_id() -> Column:
    return F.concat(F.lit("G"), zero_padded(F.col("household") * 2 + F.col("place"), 7))


def _placed(rows: DataFrame, seed: int) -> DataFrame:
    """Rows of households with the `place` of each guardian, 0 and mostly 1."""
    draws = Draws(seed, ("household",))
    places = F.when(draws.happens("no guardian", NO_GUARDIAN), F.array().cast("array<bigint>")).otherwise(
        F.sequence(F.lit(0).cast("bigint"), draws.between("second guardian", 1, 4).cast("bigint") % 4 % 2)
    )
    return rows.select("*", F.explode(places).alias("place"))


def _language(seed: int) -> Column:
    return Draws(seed, ("household",)).one_of("language", LANGUAGES)


def _group(kind: str, value: Column) -> Column:
    return F.struct(F.lit(kind).alias("kind"), value.alias("value"))
