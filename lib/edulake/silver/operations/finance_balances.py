"""Balances: one row per account, fiscal year, measure and day.

Some sources tell what came together on an account since its year began, and not which entries made it so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.raw import as_delivered, raw_table
from edulake.contract.rule import Check
from edulake.contract.table import Column, Table
from edulake.expr import business_key
from edulake.expr.money import to_the_cent
from edulake.silver import reading
from edulake.silver.columns import ISSUE_CODES, KEPT, KNOWN_AT, SCHOOL_YEAR, SOURCE_SYSTEM, TERM
from edulake.silver.operations import finance
from edulake.silver.operations.accounts import ACCOUNT_ID, FISCAL_YEAR
from edulake.silver.operations.finance import AMOUNT, AMOUNT_TYPE, MOST
from edulake.silver.subject import Form, Subject

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn

    from edulake.silver.subject import Reading

FORM = Form(
    raw_table(
        "finance_balances_raw",
        "Balances of accounts as delivered, every record of them, with payload and provenance.",
        as_delivered(
            **finance.RAW,
            as_of_date="Day of the balance",
            balance_id="The source's id of the row",
            updated_at="When the source last changed the row",
            school_id="School",
            school_year="School year",
            term="Term",
        ),
        cluster_by=("raw_account_id", "ingestion_timestamp"),
    ),
    required=("account_id", "as_of_date", "measure", "amount"),
    identity=("raw_balance_id",),
    or_identity=(
        *("raw_school_id", "raw_fiscal_year", "raw_account_id", "raw_measure", "raw_as_of_date", "raw_currency"),
    ),
)


DATE = "as_of_date"
BUSINESS = (
    ACCOUNT_ID,
    Column(DATE, "DATE", "Day of the balance, with all that was posted on it", nullable=False),
    SOURCE_SYSTEM,
    Column(
        "balance_id",
        "STRING",
        "The source's id of the row, else a hash of account, organisation, year, measure, day and currency",
        nullable=False,
    ),
    FISCAL_YEAR,
    finance.MONTH,
    finance.MEASURE,
    Column("amount", AMOUNT_TYPE, "All since the fiscal year began, as the source signs it: no entry", nullable=False),
    finance.CURRENCY,
    ISSUE_CODES,
    finance.SCHOOL_ID,
    SCHOOL_YEAR,
    TERM,
    KNOWN_AT,
)
FINANCE_BALANCES_TABLE = Table(
    layer="silver",
    name="finance_balances",
    meaning="One row per account, fiscal year, measure and day: what it held on that day; its newest version.",
    columns=(*BUSINESS, *KEPT),
    key=("source_system", "balance_id"),
    cluster_by=("account_id", DATE),
    statistics=("source_system",),
    change_feed=True,
    deletion_vectors=True,
)
_ACCOUNT = "source_system, fiscal_year, account_id"
_SAME = " AND ".join(f"p.{name} = {{0}}.{name}" for name in _ACCOUNT.split(", "))
# The account is that of the school where its chart has one, also where that says two things, else that of all.
_TYPE = "CASE WHEN own.school_id IS NULL THEN of_all.of_type ELSE own.of_type END"
# Entries as balances are signed: what is received or spent is above zero. Of debits less credits the account's type
# says which that is; where it is neither of the two, or nobody knows it, so is the change unknown.
_ENTRIES = (
    f"WITH types AS (SELECT {_ACCOUNT}, school_id, CASE WHEN min(account_type) = max(account_type) THEN"
    f" min(account_type) END AS of_type FROM {{silver.accounts}} GROUP BY {_ACCOUNT}, school_id),"
    " entries AS (SELECT p.*, CASE WHEN coalesce(p.debit, p.credit) IS NULL THEN p.amount"
    f" WHEN {_TYPE} = 'Expenditure' THEN p.amount WHEN {_TYPE} = 'Revenue' THEN -p.amount END AS change"
    f" FROM {{silver.finance_postings}} p LEFT JOIN types own ON {_SAME.format('own')} AND p.school_id = own.school_id"
    f" LEFT JOIN types of_all ON {_SAME.format('of_all')} AND of_all.school_id IS NULL)"
)
CHECKS = (
    Check(
        "BALANCE_DIFFERS",
        "a balance that is not the sum of the entries of its account in the year, up to its day, of its school or,"
        " where it names none, of all",
        f"{_ENTRIES} SELECT b.source_system, b.balance_id FROM {{table}} b JOIN entries p"
        f" ON {_SAME.format('b')} AND p.measure = b.measure AND p.currency = b.currency"
        " AND (b.school_id IS NULL OR b.school_id = p.school_id)"
        " GROUP BY b.source_system, b.balance_id, b.amount HAVING count(p.change) = count(*)"
        " AND b.amount <> sum(CASE WHEN p.posted_date <= b.as_of_date THEN p.change ELSE 0 END)",
    ),
    Check(
        "BOTH_FORMS",
        "a balance of an organisation and year whose entries of the same measure are delivered as well: those count."
        " Where one of them names no school, they may be of one organisation: entries without one count alone, a"
        " balance without one only where no school has entries of its account",
        "SELECT source_system, balance_id FROM {table} b LEFT SEMI JOIN"
        " (SELECT DISTINCT source_system, school_id, fiscal_year, measure FROM {silver.finance_postings}) p"
        " ON b.source_system = p.source_system AND b.fiscal_year = p.fiscal_year AND b.measure = p.measure"
        " AND (b.school_id = p.school_id OR b.school_id IS NULL OR p.school_id IS NULL)",
    ),
    finance.roll_up("balance_id"),
)


def _words() -> dict[str, SparkColumn]:
    return {
        **finance.words(),
        **reading.words(day="raw_as_of_date"),
        **reading.ids(source_id="raw_balance_id"),
    }


def _values(how: Reading) -> dict[str, SparkColumn]:
    return finance.values(how, DATE, AMOUNT)


def _derived(how: Reading) -> dict[str, SparkColumn]:
    return {
        "balance_id": F.coalesce("source_id", business_key(F.col("source_system"), *finance.whose(DATE))),
        "amount": to_the_cent(F.col("said_amount"), -MOST, MOST, AMOUNT_TYPE),
        **finance.derived(how, DATE),
    }


FINANCE_BALANCES = Subject(
    name="finance_balances",
    form=FORM,
    table=FINANCE_BALANCES_TABLE,
    refusals=finance.refusals(DATE, "balance_id", "school_id", amounts=AMOUNT),
    issues=finance.issues(DATE, own="balance_id"),
    words=_words,
    values=_values,
    derived=_derived,
    keyed_despite=frozenset({"TOO_MANY_DECIMALS"}),
    refers=reading.refers("account_id"),
    coded=("measure",),
    checks=CHECKS,
)
