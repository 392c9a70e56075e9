"""Who cares for the students: contacts, which were parents before standard 5."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Column
from pyspark.sql import functions as F

from edulake.expr.lookup import looked_up
from edulake.jobs.steps.generate.district.calendar import OPENING, deliveries
from edulake.jobs.steps.generate.draws import Draws
from edulake.jobs.steps.generate.edfi.facts import NO_TARGET, student
from edulake.jobs.steps.generate.edfi.forms import Resource, code, nothing, to
from edulake.jobs.steps.generate.edfi.people import LANGUAGE_CODES, every_student

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.jobs.steps.generate.edfi.facts import Facts

STRANGERS = 10  # per mille of links


def contacts(facts: Facts, standard: str) -> Resource:
    return _contacts(_as_contacts(_known(facts), standard), "Contact")


def parents(facts: Facts) -> Resource:
    """Contacts as the opening delivery calls them, with the ids that they keep."""
    return _contacts(_as_parents(_known(facts)), "Parent")


def student_contact_associations(facts: Facts, standard: str) -> Resource:
    return _links(_as_contacts(_linked(facts), standard), "Contact")


def student_parent_associations(facts: Facts) -> Resource:
    return _links(_as_parents(_linked(facts)), "Parent")


def _as_contacts(rows: DataFrame, standard: str) -> DataFrame:
    """Standard 5 comes with the first night, which tells all contacts by their new name."""
    if standard == "6":
        return rows
    first = deliveries()[1].isoformat()
    return rows.withColumn("delivery", F.greatest("told_on", F.lit(first)))


def _as_parents(rows: DataFrame) -> DataFrame:
    return rows.where(F.col("told_on") <= OPENING.isoformat())


def _linked(facts: Facts) -> DataFrame:
    """Links from the first stay of the student on; the contact of some is in no delivery."""
    since = every_student(facts).select("student_id", "told_on")
    links = facts.plan.lasts["guardian_links"].where("relation <> 'Self'").join(since, "student_id")
    is_so = Draws(facts.seed, ("number",)).happens("stranger", STRANGERS)
    numbered = links.withColumns(
        {"number": F.xxhash64("guardian_id", "student_id"), "fault": F.lit(None).cast("string")}
    )
    strangers = numbered.where(is_so).withColumns(
        {"guardian_id": F.concat(F.lit("X"), "guardian_id"), "fault": F.lit(NO_TARGET), "is_primary": F.lit("No")}
    )
    return numbered.unionByName(strangers)


def _known(facts: Facts) -> DataFrame:
    """Guardians since the first stay of a student for whom they care."""
    links = _linked(facts).groupBy("guardian_id").agg(F.min("told_on").alias("told_on"))
    return facts.plan.lasts["guardians"].join(links, "guardian_id")


def _contacts(rows: DataFrame, called: str) -> Resource:
    mail = F.struct(
        code("ElectronicMailType", "Home/Personal").alias("electronicMailTypeDescriptor"),
        F.col("email").alias("electronicMailAddress"),
        F.lit(True).alias("primaryEmailAddressIndicator"),
    )
    phone = F.struct(
        code("TelephoneNumberType", "Mobile").alias("telephoneNumberTypeDescriptor"),
        F.col("phone").alias("telephoneNumber"),
        F.lit(1).alias("orderOfPriority"),
        F.lit(True).alias("textMessageCapabilityIndicator"),
    )
    language = code("Language", looked_up(F.col("language"), LANGUAGE_CODES))
    extension = F.struct(F.struct(F.col("household_id").alias("householdId")).alias("District"))
    key = {_number_of(called): F.col("guardian_id")}
    return Resource(
        rows,
        key,
        {
            **key,
            "firstName": F.col("given_name"),
            "lastSurname": F.col("family_name"),
            "addresses": nothing(),
            "electronicMails": _where(F.col("email"), mail),
            "internationalAddresses": nothing(),
            "languages": F.array(F.struct(language.alias("languageDescriptor"), nothing().alias("uses"))),
            "otherNames": nothing(),
            "telephones": _where(F.col("phone"), phone),
            "_ext": extension,
        },
        named="contacts",
    )


def _links(rows: DataFrame, called: str) -> Resource:
    of_contact = {_number_of(called): F.col("guardian_id")}
    reference = to(called, f"{called.lower()}s", of_contact, named="contacts")
    return Resource(
        rows,
        {**of_contact, "studentUniqueId": F.col("student_id")},
        {
            f"{called.lower()}Reference": reference,
            "studentReference": student(F.col("student_id")),
            "contactPriority": F.col("contact_priority").cast("int"),
            "emergencyContactStatus": _is_yes("is_emergency"),
            "legalGuardian": _is_yes("is_legal_guardian"),
            "livesWith": _is_yes("lives_with"),
            "primaryContactStatus": _is_yes("is_primary"),
            "relationDescriptor": code("Relation", F.col("relation")),
        },
        named="studentContactAssociations",
    )


def _number_of(called: str) -> str:
    return f"{called.lower()}UniqueId"


def _where(said: Column, item: Column) -> Column:
    return F.when(said.isNotNull(), F.array(item)).otherwise(F.array())


def _is_yes(name: str) -> Column:
    """Null where nothing is said."""
    return F.col(name) == "Yes"
