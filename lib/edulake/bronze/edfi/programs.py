"""Programs of Ed-Fi, and stays of students in them, which each kind of program has in a resource of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.bronze.edfi.fields import code, mapped, said_last
from edulake.bronze.edfi.named import id_of, waiting_unless, with_named
from edulake.bronze.edfi.tables_programs import PROGRAM, PROGRAMS, STUDENT_PROGRAMS
from edulake.silver.people import program_memberships as stays
from edulake.silver.people import programs as catalog

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import DataFrame

    from edulake.contract.table import Table

    Current = Mapping[Table, DataFrame]

SERVES = "raw_education_organization_reference_education_organization_id"
SCHOOL = "School"


def programs(facts: DataFrame, current: Current) -> DataFrame:
    """Programs, which a school or a district has: no school is named, and no day."""
    columns = {
        "program_id": id_of(PROGRAM),
        "name": F.col("raw_program_name"),
        "program_type": code("raw_program_type_descriptor"),
    }
    return mapped(said_last(facts, current, PROGRAMS), catalog.FORM, columns)


def program_memberships(facts: DataFrame, current: Current) -> DataFrame:
    """Stays in programs; they wait for the program, by whose id it is known. Both days count.

    The organization that serves a student is a school where the link to it says so; else no school is known.
    """
    told = said_last(facts, current, STUDENT_PROGRAMS)
    rows = waiting_unless(
        F.col("_program").isNotNull(), with_named(told, current, PROGRAM, {"_program": id_of(PROGRAM)})
    )
    columns = {
        "program_membership_id": F.col("raw_id"),
        "student_id": F.col("raw_student_unique_id"),
        "program_id": F.col("_program"),
        "begin_date": F.col("raw_begin_date"),
        "end_date": F.col("raw_end_date"),
        "exit_reason": code("raw_reason_exited_descriptor"),
        "school_id": F.when(F.col("raw_rel") == SCHOOL, F.col(SERVES)),
    }
    return mapped(rows, stays.FORM, columns)
