"""Postings: one row per entry of a ledger.

A ledger without ids of its lines holds true repeats: two equal lines of a file, or of a snapshot, are two entries, and
a period that is delivered again adds none. A correction is an entry of its own; a line that a later file words
otherwise is another one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.raw import as_delivered, raw_table
from edulake.contract.rule import Check, Rule
from edulake.contract.table import Column, Table
from edulake.expr import as_flag, business_key, known_category
from edulake.expr.categories.operations import BUDGET_SIDES, OTHER_SIDE
from edulake.expr.money import to_the_cent
from edulake.silver import money, reading
from edulake.silver.columns import ISSUE_CODES, KEPT, KNOWN_AT, SCHOOL_YEAR, SOURCE_SYSTEM, TERM
from edulake.silver.operations import finance
from edulake.silver.operations.accounts import ACCOUNT_ID, FISCAL_YEAR
from edulake.silver.operations.finance import AMOUNT_TYPE, MOST
from edulake.silver.rules import unread
from edulake.silver.subject import Form, Subject

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn

    from edulake.silver.subject import Reading

RAW = as_delivered(
    **finance.RAW,
    posted_date="Day on which it was posted",
    debit="Debit",
    credit="Credit",
    document="Document",
    payee="Who is paid, or pays",
    budget_side="Side of budgets in debit and credit: the same as of what is received and spent, or the opposite",
    whole_ledger="Whether the source delivers every line of its documents",
    posting_id="The source's id of the row",
    updated_at="When the source last changed the row",
    school_id="School",
    school_year="School year",
    term="Term",
)
# Who is paid is a name, and the row one about its bearer.
PERSONAL = ("raw_payee", "raw_posting_id")
FORM = Form(
    raw_table(
        "finance_postings_raw",
        "Entries of ledgers as delivered, every record of them, with payload and provenance.",
        tuple(replace(column, personal="direct") if column.name in PERSONAL else column for column in RAW),
        cluster_by=("raw_account_id", "ingestion_timestamp"),
    ),
    required=("account_id", "posted_date", "measure"),
    identity=("raw_posting_id",),
    or_identity=(
        *("raw_school_id", "raw_fiscal_year", "raw_account_id", "raw_measure", "raw_posted_date", "raw_document"),
        *("raw_amount", "raw_sign", "raw_debit", "raw_credit", "raw_currency", "raw_payee"),
    ),
)


DATE = "posted_date"
BUDGET = "Budget"
AMOUNTS = {**finance.AMOUNT, "in_debit": "said_debit", "in_credit": "said_credit"}
BUSINESS = (
    ACCOUNT_ID,
    Column(DATE, "DATE", "Day on which it was posted", nullable=False),
    SOURCE_SYSTEM,
    Column(
        "posting_id",
        "STRING",
        "The source's id of the row, else a hash of all that it says, and of which of the equal ones of its file, or"
        " snapshot, it is",
        nullable=False,
        personal="direct",
    ),
    FISCAL_YEAR,
    finance.MONTH,
    finance.MEASURE,
    Column(
        "amount",
        AMOUNT_TYPE,
        "As the source signs it, what is given back below zero; of debit and credit the first minus the second, of"
        " budgets that stand on the opposite side the second minus the first",
        nullable=False,
    ),
    Column("debit", AMOUNT_TYPE, "Debit, where the source tells it from credit"),
    Column("credit", AMOUNT_TYPE, "Credit, where the source tells it from debit"),
    finance.CURRENCY,
    Column("document", "STRING", "Document, where the source says"),
    Column("payee", "STRING", "Who is paid, or pays, as the source words it", personal="direct"),
    Column("is_whole_ledger", "BOOLEAN", "Whether the source says that it delivers every line of its documents"),
    ISSUE_CODES,
    finance.SCHOOL_ID,
    SCHOOL_YEAR,
    TERM,
    KNOWN_AT,
)
FINANCE_POSTINGS_TABLE = Table(
    layer="silver",
    name="finance_postings",
    meaning="One row per entry of a ledger: its newest version. Equal lines of a file are as many rows.",
    columns=(*BUSINESS, *KEPT),
    key=("source_system", "posting_id"),
    cluster_by=("account_id", DATE),
    statistics=("source_system",),
    change_feed=True,
    deletion_vectors=True,
)


def _is_both() -> SparkColumn:
    return (F.col("said_debit") != 0) & (F.col("said_credit") != 0)


def _has_no_side() -> SparkColumn:
    is_said = F.coalesce(F.col("side").isin(*BUDGET_SIDES), F.lit(False))
    return (F.col("measure") == BUDGET) & (F.col("booked") != 0) & ~is_said


REFUSALS = (
    *finance.refusals(DATE, "posting_id", "school_id", "document", amounts=AMOUNTS),
    Rule("DEBIT_AND_CREDIT", "a debit and a credit at once", _is_both),
    Rule(
        "UNKNOWN_BUDGET_SIDE",
        "a budget in debit or credit of a source that does not say on which side budgets stand: that of what is"
        " received and spent, or the opposite, as budgetary accounts have it",
        _has_no_side,
    ),
    Rule(
        "AMOUNT_CONTRADICTS",
        "an amount that is neither the debit nor the credit beside it",
        lambda: F.abs("said_amount") != F.abs("booked"),
    ),
)
ISSUES = (
    *finance.issues(DATE, "document", own="posting_id"),
    unread("BAD_WHOLE_LEDGER", "a word for whole ledgers that is neither yes nor no", "whole", "is_whole_ledger"),
)
_DOCUMENT = "source_system, fiscal_year, document, currency"
_WHOLE = "is_whole_ledger AND document IS NOT NULL AND measure = 'Actual'"
CHECKS = (
    Check(
        "UNBALANCED_DOCUMENT",
        "a document whose debits are not its credits, of a source that delivers whole ledgers",
        f"WITH uneven AS (SELECT {_DOCUMENT} FROM {{table}} WHERE {_WHOLE} GROUP BY {_DOCUMENT}"
        " HAVING coalesce(sum(debit), 0) <> coalesce(sum(credit), 0))"
        f" SELECT source_system, posting_id FROM {{table}} LEFT SEMI JOIN uneven USING ({_DOCUMENT}) WHERE {_WHOLE}",
    ),
    finance.roll_up("posting_id"),
)


def _in_cents(value: str) -> SparkColumn:
    """An amount as text, in two decimals, as a zero with 18 may be 0E-18; null for one that is refused."""
    return to_the_cent(F.col(value), -MOST, MOST, AMOUNT_TYPE).cast("string")


def _words() -> dict[str, SparkColumn]:
    return {
        **finance.words(),
        **reading.words(
            day="raw_posted_date",
            in_debit="raw_debit",
            in_credit="raw_credit",
            payee="raw_payee",
            budget_side="raw_budget_side",
            whole="raw_whole_ledger",
        ),
        **reading.ids(source_id="raw_posting_id", document="raw_document"),
    }


def _values(how: Reading) -> dict[str, SparkColumn]:
    return {
        **finance.values(how, DATE, AMOUNTS),
        "said_debit": money.amount(how.notations, "in_debit"),
        "said_credit": money.amount(how.notations, "in_credit"),
        "side": known_category(F.col("budget_side"), BUDGET_SIDES),
        "is_whole_ledger": as_flag(F.col("whole")),
    }


def _derived(how: Reading) -> dict[str, SparkColumn]:
    nothing = F.coalesce("in_debit", "in_credit").isNull()
    booked = F.coalesce("said_debit", F.lit(0)) - F.coalesce("said_credit", F.lit(0))
    is_opposite = (F.col("measure") == BUDGET) & (F.col("side") == OTHER_SIDE)
    amount = F.when(nothing, F.col("said_amount")).when(is_opposite, -booked).otherwise(booked)
    exact = [F.coalesce(_in_cents(value), F.col(word)) for word, value in AMOUNTS.items()]
    said = [*finance.whose(DATE), *exact, *reading.as_said("document"), F.col("payee"), F.col("term")]
    return {
        "posting_id": F.coalesce("source_id", business_key(F.col("source_system"), *said)),
        "booked": F.when(~nothing, booked),
        "amount": to_the_cent(amount, -MOST, MOST, AMOUNT_TYPE),
        **{name: to_the_cent(F.col(f"said_{name}"), -MOST, MOST, AMOUNT_TYPE) for name in ("debit", "credit")},
        **finance.derived(how, DATE),
    }


FINANCE_POSTINGS = Subject(
    name="finance_postings",
    form=FORM,
    table=FINANCE_POSTINGS_TABLE,
    refusals=REFUSALS,
    issues=ISSUES,
    words=_words,
    values=_values,
    derived=_derived,
    refers=reading.refers("account_id"),
    coded=("measure",),
    checks=CHECKS,
    repeats=True,
)
