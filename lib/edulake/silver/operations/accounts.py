"""Accounts: one row per organisation, fiscal year and account of its chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.raw import as_delivered, raw_table
from edulake.contract.rule import Rule
from edulake.contract.table import Column, Table
from edulake.expr import as_school_year, business_key, is_open, standing
from edulake.expr.categories.operations import ACCOUNT_TYPES
from edulake.expr.vocabulary import UNKNOWN
from edulake.silver import reading
from edulake.silver.columns import ISSUE_CODES, KEPT, KNOWN_AT, SOURCE_SYSTEM, TERM, YEAR_SAID
from edulake.silver.rules import BAD_VERSION, left_out, no_id, undecided, unmapped, unmapped_in
from edulake.silver.subject import Form, Subject

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn

    from edulake.silver.subject import Reading

FORM = Form(
    raw_table(
        "accounts_raw",
        "Accounts as delivered, every record of them, with payload and provenance.",
        as_delivered(
            account_id="Account",
            fiscal_year="Fiscal year",
            account_type="Kind of account",
            fund="Fund",
            function="Function",
            object="Object",
            program="Program",
            project="Project",
            name="Title",
            parents="Accounts that this one is a part of, commas between",
            status="Status",
            account_year_id="The source's id of the row",
            updated_at="When the source last changed the record",
            school_id="School",
            school_year="School year",
            term="Term",
        ),
        cluster_by=("raw_account_id", "ingestion_timestamp"),
    ),
    required=("account_id", "fiscal_year"),
    identity=("raw_account_year_id",),
    or_identity=("raw_school_id", "raw_fiscal_year", "raw_account_id"),
)


ACCOUNT_ID = Column("account_id", "STRING", "Account, with the source's namespace if it has one", nullable=False)
FISCAL_YEAR = Column("fiscal_year", "INT", "Year in which the fiscal year ends", nullable=False)
# The parts of an account's code, as the source words them.
DIMENSIONS = ("fund", "function", "object", "program", "project")
BUSINESS = (
    ACCOUNT_ID,
    FISCAL_YEAR,
    SOURCE_SYSTEM,
    Column(
        "account_year_id",
        "STRING",
        "The source's id of the row, else a hash of organisation, year and account",
        nullable=False,
    ),
    Column("account_type", "STRING", f"{', '.join(ACCOUNT_TYPES)} or {UNKNOWN}", nullable=False),
    Column("account_type_raw", "STRING", "Kind of account as delivered, trimmed"),
    *[Column(name, "STRING", f"{name.capitalize()}, where the source says") for name in DIMENSIONS],
    Column("name", "STRING", "Title"),
    Column("parents", "ARRAY<STRING>", "Accounts that it is a part of; null where the source names none"),
    Column("is_active", "BOOLEAN", "False once closed, or gone from the source's newest snapshot", nullable=False),
    ISSUE_CODES,
    Column("school_id", "STRING", "School whose account it is; null of one that all of a district may use"),
    YEAR_SAID,
    TERM,
    KNOWN_AT,
)
ACCOUNTS_TABLE = Table(
    layer="silver",
    name="accounts",
    meaning="One row per organisation, fiscal year and account: its newest version; closed ones stay.",
    columns=(*BUSINESS, *KEPT),
    key=("source_system", "account_year_id"),
    cluster_by=("account_id", "fiscal_year"),
    statistics=("source_system",),
    change_feed=True,
    deletion_vectors=True,
)
NO_FISCAL_YEAR = Rule("NULL_FISCAL_YEAR", "no fiscal year that can be read", lambda: F.col("fiscal_year").isNull())
REFUSALS = (
    no_id("account_id"),
    undecided("account_year_id", "school_id", needed=("account_id",)),
    NO_FISCAL_YEAR,
)
ISSUES = (
    unmapped_in("account_type"),
    unmapped("said"),
    *left_out("school_id", own="account_year_id", listed="parents"),
    *BAD_VERSION,
)


def _words() -> dict[str, SparkColumn]:
    return {
        **reading.words(
            fiscal="raw_fiscal_year",
            account_type_raw="raw_account_type",
            name="raw_name",
            standing="raw_status",
            updated="raw_updated_at",
            year="raw_school_year",
            term="raw_term",
            **{name: f"raw_{name}" for name in DIMENSIONS},
        ),
        **reading.ids(source_id="raw_account_year_id", account_id="raw_account_id", school_id="raw_school_id"),
    }


def _values(how: Reading) -> dict[str, SparkColumn]:
    return {
        **reading.category(how.notations, "account_type", ACCOUNT_TYPES),
        **reading.versioned(how.notations),
        "fiscal_year": as_school_year(F.col("fiscal")),
        "said": standing(F.col("standing")),
    }


def _derived(how: Reading) -> dict[str, SparkColumn]:
    where = [*reading.as_said("school_id"), F.col("fiscal_year"), *reading.as_said("account_id")]
    named = reading.named(how.notations, "account_id", "school_id")
    above = F.array_except(reading.all_named(how.notations, "account_id", "raw_parents"), F.array(named["account_id"]))
    return {
        "account_year_id": F.coalesce("source_id", business_key(F.col("source_system"), *where)),
        "account_type_raw": reading.as_coded("account_type"),
        "account_type": reading.or_unknown("account_type"),
        "parents": F.when(F.size(above) > 0, above),
        "is_active": is_open(F.col("said")),
        "school_year": F.col("given_year"),
        "known_at": F.coalesce("source_updated_at", "delivered_at"),
        **named,
    }


ACCOUNTS = Subject(
    name="accounts",
    form=FORM,
    table=ACCOUNTS_TABLE,
    refusals=REFUSALS,
    issues=ISSUES,
    words=_words,
    values=_values,
    derived=_derived,
    closed=reading.closed,
    coded=("account_type",),
)
