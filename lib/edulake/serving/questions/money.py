"""What is billed, paid and overdue, and what is received and spent against the budget?

Amounts are those of all students of a source together; no amount in one currency is ever added to one in another.
"""

from __future__ import annotations

from edulake.expr.vocabulary import UNKNOWN
from edulake.gold.operations.fee_ageing import AGES, NO_DUE_DATE, NOT_DUE, age_sql
from edulake.gold.operations.fee_collection import TABLE as COLLECTED
from edulake.gold.operations.fee_open_items import TABLE as OPEN
from edulake.gold.operations.finance_monthly import TABLE as FINANCE
from edulake.gold.product import ALL
from edulake.governance.released.bands import Bands
from edulake.governance.released.hiding import SMALLEST
from edulake.governance.released.sql import overlapping_sql
from edulake.serving.questions.question import Column, Question
from edulake.serving.questions.schools import ON_THE_PAGE, YEAR

# A source and currency by the currency, and the source where there are several.
BOOK = """CASE WHEN min(source_system) OVER () = max(source_system) OVER () THEN currency
            ELSE concat(currency, ', ', source_system) END"""


# Whose account has a payment, or one that was paid back.
PAYS = "(paid <> 0 OR refunded <> 0)"
# Whom an amount tells of, whom it does not, and of whom nothing was asked: nobody is had by subtraction.
RELIEVED = ("relieved", "not_relieved", "relieved_unasked")
PAYING = ("paying", "not_paying", "paying_unasked")


def _whole(amount: str) -> str:
    return f"CAST(round({amount}) AS BIGINT)"


def _who(condition: str) -> str:
    return f"count(DISTINCT CASE WHEN {condition} THEN student_id END)"


FEES = Question(
    "fees",
    "What students were asked to pay in the newest school year, and what came in",
    f"""
SELECT {BOOK} AS book, {YEAR} AS year,
       {_whole("billed")} AS billed, {_whole("relief")} AS relief, {_whole("paid - refunded")} AS paid,
       CASE WHEN billed > relief THEN 1.0E0 * (paid - refunded) / (billed - relief) END AS collected,
       asked, relieved, not_relieved, relieved_unasked, paying, not_paying, paying_unasked
FROM (
  SELECT *, max(school_year) OVER (PARTITION BY source_system, currency) AS newest
  FROM (
    SELECT source_system, currency, school_year, sum(billed) AS billed, sum(relief) AS relief, sum(paid) AS paid,
           sum(refunded) AS refunded, {_who("billed <> 0")} AS asked,
           {_who("relief <> 0")} AS relieved, {_who("billed <> 0 AND relief = 0")} AS not_relieved,
           {_who("billed = 0 AND relief <> 0")} AS relieved_unasked,
           {_who(PAYS)} AS paying, {_who(f"billed <> 0 AND NOT {PAYS}")} AS not_paying,
           {_who(f"billed = 0 AND {PAYS}")} AS paying_unasked
    FROM {COLLECTED} GROUP BY source_system, currency, school_year) AS of_years
  WHERE asked >= {SMALLEST}) AS of_books
WHERE school_year = newest
""",
    across="book",
    shows="billed",
    columns={
        "book": Column("currency"),
        "year": Column("school year"),
        "billed": Column("billed", "count", ("asked",)),
        "relief": Column("let go", "count", ("asked", *RELIEVED)),
        "paid": Column("paid, less what was paid back", "count", ("asked", *PAYING)),
        "collected": Column("share that came in", "share", ("asked", *RELIEVED, *PAYING)),
    },
    order="billed DESC, book",
    asks="What is billed, and what is paid?",
    note="By the year of the entries, of each source and currency the newest in which ten students or more are asked."
    " What came in is of what was billed and not let go: it may be more than all of it. In whole units of the"
    " currency.",
    unseen={"demo": ON_THE_PAGE},
)
WORDS = {**{age: f"{age} days" for age in AGES}, NOT_DUE: "not due yet", NO_DUE_DATE: "without a day"}
SPELLED = " ".join(f"WHEN '{age}' THEN '{words}'" for age, words in WORDS.items())
# The day as of which a source is told: that of the newest delivery in which anything is another than before.
AGED = f"""
SELECT source_system, currency, student_id, open AS amount, CASE age {SPELLED} END AS age FROM (
  SELECT *, {age_sql("due_date", "as_of")} AS age
  FROM (
    SELECT items.*, changed.as_of FROM {OPEN} AS items
    JOIN (SELECT source_system, max(told_on) AS as_of FROM {OPEN} GROUP BY source_system) AS changed
      ON items.source_system = changed.source_system) AS dated
  WHERE open > 0) AS by_age
"""
IN_AGES = Bands(tuple(WORDS[age] for age in AGES))
OVERDUE = Question(
    "fees_overdue",
    "What is not paid yet, by the days that it is past due",
    f"""
SELECT concat({BOOK}, ': ', age) AS past_due, students, {_whole("amount")} AS amount, is_told, source_system, currency,
       band_place AS place
FROM (
{overlapping_sql(AGED, "is_told", "age", "student_id", ("amount",), IN_AGES, ("source_system", "currency"))}
) AS aged
""",
    across="past_due",
    shows="amount",
    columns={
        "past_due": Column("currency, and how long"),
        "amount": Column("open", "count", ("students",), "is_told"),
        "students": Column("students", "count", ("students",), "is_told"),
    },
    order="source_system, currency, place",
    asks="What is overdue?",
    note="As of the day (UTC) on which its source last told of a change, which may lie before its newest"
    " delivery; who owes several is counted in each. What few owe is told together with what is due for a little"
    " longer, or less long, else nothing of the currency is. In whole units of the currency.",
    unseen={"demo": ON_THE_PAGE},
)


# One entry of the year to come, as a bill that is paid ahead, has not begun it.
BEGUN = 2


def _of(account_type: str, name: str) -> str:
    return f"max(CASE WHEN account_type = '{account_type}' THEN {name} END)"


def _used(account_type: str) -> str:
    budget = f"CAST(nullif({_of(account_type, 'budget_ytd')}, 0) AS DOUBLE)"
    return f"CAST({_of(account_type, 'actual_ytd')} AS DOUBLE) / {budget}"


LEDGER = Question(
    "finance",
    "Spent by month of the newest fiscal year, beside what came in, and how much of the budget that is",
    f"""
SELECT concat(substr(CAST(month AS STRING), 1, 7), ', ', {BOOK}) AS month_and_book, source_system, currency, month,
       spent, received, CASE WHEN so_far = 0 THEN of_budget END AS used,
       CASE WHEN so_far = 0 THEN of_planned END AS come, set_aside
FROM (
  SELECT *, coalesce(max(CASE WHEN months >= {BEGUN} THEN fiscal_year END) OVER (PARTITION BY source_system, currency),
                     max(CASE WHEN months > 0 THEN fiscal_year END) OVER (PARTITION BY source_system, currency))
            AS newest
  FROM (
    SELECT *, sum(unplaced) OVER (PARTITION BY source_system, currency, fiscal_year ORDER BY month) AS so_far,
           sum(is_told) OVER (PARTITION BY source_system, currency, fiscal_year) AS months
    FROM (
      SELECT source_system, currency, fiscal_year, month, {_whole(_of("Expenditure", "actual"))} AS spent,
             {_whole(_of("Revenue", "actual"))} AS received,
             {_used("Expenditure")} AS of_budget, {_used("Revenue")} AS of_planned,
             {_whole(_of("Expenditure", "encumbered"))} AS set_aside,
             coalesce({_of(UNKNOWN, "entries")}, 0) AS unplaced,
             max(CASE WHEN actual IS NULL THEN 0 ELSE 1 END) AS is_told
      FROM {FINANCE}
      WHERE school_id = '{ALL}' AND fund = '{ALL}' AND function = '{ALL}'
      GROUP BY source_system, currency, fiscal_year, month) AS by_month) AS by_year) AS of_books
WHERE fiscal_year = newest
""",
    across="month_and_book",
    shows="spent",
    columns={
        "month_and_book": Column("month and currency"),
        "spent": Column("spent", "count"),
        "received": Column("received", "count"),
        "used": Column("share of the budget spent so far", "share"),
        "come": Column("share of the planned revenue so far", "share"),
        "set_aside": Column("set aside for orders", "count"),
    },
    order="source_system, currency, month",
    asks="What is received and spent, and does the budget last?",
    note="Of each source and currency the newest fiscal year with amounts of two months or more, else the newest."
    " Neither transfers nor accounts of the balance sheet. Entries of accounts of which no chart says what they are"
    " count in no amount: from the first such entry of a year on no share of a budget is told. In whole units of the"
    " currency.",
    unseen={"demo": ON_THE_PAGE},
)
QUESTIONS = (FEES, OVERDUE, LEDGER)
