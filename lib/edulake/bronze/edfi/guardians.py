"""Contacts of Ed-Fi, who were called parents until data standard 4, and whose they are.

What is deleted is closed, and stays: an association has no last day, so that deleting it is how one ends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.bronze.edfi.fields import closed, code, listed, mail, mapped, preferred, spoken
from edulake.bronze.edfi.tables_people import CONTACTS, STUDENT_CONTACTS
from edulake.silver.people import guardian_links as links
from edulake.silver.people import guardians as people

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import Column, DataFrame

    from edulake.contract.table import Table

    Current = Mapping[Table, DataFrame]

PHONE = "telephoneNumber: string, telephoneNumberTypeDescriptor: string, orderOfPriority: int"
FAX = "Fax"
LAST = 2**31 - 1


def guardians(facts: DataFrame, current: Current) -> DataFrame:
    """Contacts, with the telephone that comes first, and the language for letters, else the only one."""
    columns = {
        "guardian_id": _guardian(),
        "given_name": F.col("raw_first_name"),
        "family_name": F.col("raw_last_surname"),
        "email": mail("raw_electronic_mails", "Home/Personal"),
        "phone": _phone(),
        "language": _language(),
        "status": F.col("raw_status"),
    }
    return mapped(closed(facts, current, CONTACTS), people.FORM, columns)


def guardian_links(facts: DataFrame, current: Current) -> DataFrame:
    """What contacts are to students. Who may pick one up Ed-Fi does not say."""
    columns = {
        "link_id": F.col("raw_id"),
        "guardian_id": _guardian(),
        "student_id": F.col("raw_student_unique_id"),
        "relation": code("raw_relation_descriptor"),
        "is_legal_guardian": F.col("raw_legal_guardian"),
        "restrictions": F.col("raw_contact_restrictions"),
        "lives_with": F.col("raw_lives_with"),
        "is_emergency": F.col("raw_emergency_contact_status"),
        "is_primary": F.col("raw_primary_contact_status"),
        "contact_priority": F.col("raw_contact_priority"),
        "status": F.col("raw_status"),
    }
    return mapped(closed(facts, current, STUDENT_CONTACTS), links.FORM, columns)


def _guardian() -> Column:
    return F.coalesce("raw_contact_unique_id", "raw_parent_unique_id")


def _phone() -> Column:
    """The number that is to be called first, of equals a mobile; never a fax."""
    numbers = F.filter(
        listed("raw_telephones", PHONE),
        lambda one: ~F.coalesce(code(one["telephoneNumberTypeDescriptor"]), F.lit("")).isin(FAX),
    )

    def rank(one: Column) -> Column:
        is_other = F.coalesce(code(one["telephoneNumberTypeDescriptor"]) != "Mobile", F.lit(True))
        return F.struct(F.coalesce(one["orderOfPriority"], F.lit(LAST)), is_other)

    return preferred(numbers, "telephoneNumber", rank)


def _language() -> Column:
    """Null for several of which none, or more than one, is for letters."""
    known, letters = spoken("raw_languages"), spoken("raw_languages", "Correspondence language")
    return F.coalesce(*[F.when(F.size(found) == 1, F.get(found, F.lit(0))) for found in (letters, known)])
