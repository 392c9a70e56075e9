"""What postings and balances of a ledger share: whose account, in which year and month, and how much.

Amounts are as their source signs them: what is received or spent is above zero, what is given back below.
"""

from __future__ import annotations

from decimal import Decimal
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.rule import Check, Rule
from edulake.contract.table import Column
from edulake.expr import as_school_year, whole_number
from edulake.expr.categories.operations import MEASURES
from edulake.expr.money import has_cents
from edulake.expr.vocabulary import UNKNOWN
from edulake.silver import money, reading
from edulake.silver.notation import by_notation, number
from edulake.silver.operations.accounts import NO_FISCAL_YEAR
from edulake.silver.rules import BAD_VERSION, left_out, no_day, no_id, undecided, unread

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import Column as SparkColumn

    from edulake.silver.notation import Notations
    from edulake.silver.subject import Reading

AMOUNT_TYPE, MOST = "DECIMAL(16,2)", Decimal("99999999999999.99")
MONTH = Column(
    "month",
    "DATE",
    "First day of the month in which it counts: that of its day, else the first or the last one of its fiscal year",
    nullable=False,
)
MEASURE = Column("measure", "STRING", ", ".join(MEASURES), nullable=False)
CURRENCY = Column("currency", "STRING", "Currency, a code of ISO 4217", nullable=False)
SCHOOL_ID = Column("school_id", "STRING", "School whose money it is, where the source says")
# What both have as raw columns; a block may say the last ones of all of its rows.
RAW = {
    "account_id": "Account",
    "fiscal_year": "Fiscal year",
    "amount": "Amount",
    "sign": "Letter that says whether the amount is below zero",
    "measure": "Whether it is spent or received, budgeted, or set aside for an order",
    "currency": "Currency",
    "first_month": "First month of the fiscal year, 1 to 12",
}
# An amount as a word, and as it is read, exactly.
AMOUNT = {"said": "said_amount"}


def refusals(date: str, own: str, *places: str, amounts: Mapping[str, str]) -> tuple[Rule, ...]:
    """No row without account, year, day, measure, currency and amount; `amounts` are those read, by their words.

    `own` is the row's id; what is made in its place is made of the `places`, which may be destroyed.
    """
    return (
        no_id("account_id"),
        undecided(own, *places, needed=("account_id",)),
        no_day(date),
        NO_FISCAL_YEAR,
        Rule(
            "UNMAPPED_MEASURE",
            f"neither {', '.join(MEASURES)} nor a code of its source for one of them",
            lambda: F.coalesce(F.col("measure"), F.lit(UNKNOWN)) == UNKNOWN,
        ),
        Rule(
            "SIGN_CONTRADICTS_FLAG",
            "a letter beside the amount that its source has not declared, or a sign of its own beside a letter",
            _flag_contradicts,
        ),
        Rule("BAD_AMOUNT", "no amount in the notation of the source, or one too large", lambda: _is_bad(amounts)),
        Rule("TOO_MANY_DECIMALS", "an amount with more than two decimals", lambda: _is_uneven(amounts)),
        money.unknown_currency(),
    )


def issues(date: str, *names: str, own: str) -> tuple[Rule, ...]:
    """What is wrong with a row that is kept; `names` are ids that it need not have."""
    return (
        Rule(
            "DATE_OUTSIDE_YEAR",
            "a day outside of the fiscal year, or of the two calendar years that it may touch: it counts in the month"
            " that is nearest",
            lambda: F.trunc(date, "month") != F.col("month"),
        ),
        unread("BAD_FIRST_MONTH", "a first month of the fiscal year that is none", "begins", "first_month"),
        *left_out("school_id", *names, own=own),
        *BAD_VERSION,
    )


def roll_up(row_id: str) -> Check:
    """Amounts of an account of which a part has amounts of the same year as well."""
    return Check(
        "ROLL_UP_DELIVERED",
        "an amount of an account of which a part has amounts in that year as well: it would count twice",
        "WITH told AS (SELECT DISTINCT source_system, fiscal_year, account_id FROM {table}),"
        " above AS (SELECT source_system, fiscal_year, explode(parents) AS account_id"
        " FROM {silver.accounts} LEFT SEMI JOIN told USING (source_system, fiscal_year, account_id))"
        f" SELECT source_system, {row_id} FROM {{table}}"
        " LEFT SEMI JOIN above USING (source_system, fiscal_year, account_id)",
    )


def words() -> dict[str, SparkColumn]:
    return {
        **reading.words(
            fiscal="raw_fiscal_year",
            said="raw_amount",
            measure_raw="raw_measure",
            said_currency="raw_currency",
            begins="raw_first_month",
            updated="raw_updated_at",
            year="raw_school_year",
            term="raw_term",
        ),
        **reading.ids(account_id="raw_account_id", school_id="raw_school_id"),
    }


def values(how: Reading, date: str, amounts: Mapping[str, str]) -> dict[str, SparkColumn]:
    """Day, measure, amount and currency, which none of the words of the `amounts` may contradict."""
    first = number(how.notations, "begins", whole_number)
    return {
        **reading.day(how.notations, date, "day", how.latest),
        **reading.versioned(how.notations),
        **reading.category(how.notations, "measure", MEASURES),
        "said_year": as_school_year(F.col("fiscal")),
        "first_month": F.when(first.between(1, 12), first),
        "said_amount": money.amount(how.notations, "said", "raw_sign"),
        "unflagged": _unflagged(how.notations),
        "currency": money.currency(how.notations, *amounts, said="said_currency"),
    }


def derived(how: Reading, date: str) -> dict[str, SparkColumn]:
    """Fiscal year and month, of which a day says the year where nothing else does and its first month is declared."""
    begins, day = F.col("first_month"), F.col(date)
    by_day = F.year(day) + F.when((begins > 1) & (F.month(day) >= begins), 1).otherwise(0)
    year = F.coalesce("said_year", F.when(F.col("fiscal").isNull() & begins.isNotNull(), by_day))
    earlier = F.when(begins == 1, 0).otherwise(1)
    first = F.make_date(year - earlier, F.coalesce(begins, F.lit(1)), F.lit(1))
    last = F.when(begins.isNull(), F.make_date(year, F.lit(12), F.lit(1))).otherwise(F.add_months(first, 11))
    within = F.greatest(first, F.least(F.trunc(date, "month"), last))
    return {
        "fiscal_year": year,
        "month": F.when(day.isNotNull() & year.isNotNull(), within),
        **reading.derived(how.notations, date),
        **reading.named(how.notations, "account_id", "school_id"),
    }


def whose(date: str) -> list[SparkColumn]:
    """In ids that are made of rows: organisation, fiscal year, account, measure, day and currency."""
    year = F.coalesce(F.col("said_year").cast("string"), F.col("fiscal"))
    return [
        *reading.as_said("school_id"),
        year,
        *reading.as_said("account_id"),
        F.coalesce("measure", "measure_raw"),
        reading.day_as_read(date),
        F.coalesce("currency", "said_currency"),
    ]


def _unflagged(notations: Notations) -> SparkColumn:
    """The amount without what its letter says, of sources with a column of letters."""
    has_letters = by_notation(notations, lambda n: bool(n.money and n.money.negative == "column"), F.lit)
    return F.when(has_letters, money.amount(notations, "said"))


def _flag_contradicts() -> SparkColumn:
    return F.col("unflagged").isNotNull() & F.col("said_amount").isNull()


def _is_bad(amounts: Mapping[str, str]) -> SparkColumn:
    nothing = F.coalesce(*map(F.col, amounts)).isNull()
    unread_ = [F.col(word).isNotNull() & F.col(value).isNull() for word, value in amounts.items()]
    too_large = [F.coalesce(F.abs(value) > MOST, F.lit(False)) for value in amounts.values()]
    return (nothing | reduce(or_, [*unread_, *too_large])) & ~_flag_contradicts()


def _is_uneven(amounts: Mapping[str, str]) -> SparkColumn:
    return reduce(or_, [F.coalesce(~has_cents(F.col(value)), F.lit(False)) for value in amounts.values()])
