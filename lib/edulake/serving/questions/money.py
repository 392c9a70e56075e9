"""What is billed, paid and overdue, and what is received and spent against the budget?

Amounts are those of all students of a source together; no amount in one currency is ever added to one in another.
"""

from __future__ import annotations

from edulake.gold.operations.fee_ageing import AGES, NO_DUE_DATE, NOT_DUE, age_sql
from edulake.gold.operations.fee_collection import TABLE as COLLECTED
from edulake.gold.operations.fee_open_items import TABLE as OPEN
from edulake.gold.operations.finance_monthly import TABLE as FINANCE
from edulake.gold.product import ALL
from edulake.governance.released.sql import whole_sql
from edulake.serving.questions.question import Column, Question
from edulake.serving.questions.schools import ON_THE_PAGE, newest

# A source and currency by the currency, and the source where there are several.
BOOK = """CASE WHEN min(source_system) OVER () = max(source_system) OVER () THEN currency
            ELSE concat(currency, ', ', source_system) END"""


def _whole(amount: str) -> str:
    return f"CAST(round({amount}) AS BIGINT)"


FEES = Question(
    "fees",
    "What students were asked to pay in the newest school year, and what came in",
    f"""
SELECT {BOOK} AS book, {_whole("billed")} AS billed, {_whole("relief")} AS relief, {_whole("paid - refunded")} AS paid,
       CASE WHEN billed > relief THEN 1.0E0 * (paid - refunded) / (billed - relief) END AS collected,
       asked, relieved, asked - relieved AS not_relieved, paying, asked - paying AS not_paying
FROM (
  SELECT source_system, currency, sum(billed) AS billed, sum(relief) AS relief, sum(paid) AS paid,
         sum(refunded) AS refunded, count(DISTINCT CASE WHEN billed <> 0 THEN student_id END) AS asked,
         count(DISTINCT CASE WHEN relief <> 0 THEN student_id END) AS relieved,
         count(DISTINCT CASE WHEN paid <> 0 THEN student_id END) AS paying
  FROM {COLLECTED} WHERE school_year = {newest(COLLECTED, "billed > 0")}
  GROUP BY source_system, currency) AS of_books
""",
    across="book",
    shows="billed",
    columns={
        "book": Column("currency"),
        "billed": Column("billed", "count", ("asked",)),
        "relief": Column("let go", "count", ("asked", "relieved", "not_relieved")),
        "paid": Column("paid, less what was paid back", "count", ("asked", "paying", "not_paying")),
        "collected": Column("share that came in", "share", ("asked", "paying", "not_paying")),
    },
    order="billed DESC, book",
    asks="What is billed, and what is paid?",
    note="By the year of the entries. What came in is of what was billed and not let go: it may be more than all of"
    " it. In whole units of the currency.",
    unseen={"demo": ON_THE_PAGE},
)
AGE_PLACES = " ".join(f"WHEN '{age}' THEN {place}" for place, age in enumerate(AGES))
WORDS = {NOT_DUE: "not due yet", NO_DUE_DATE: "without a day"}
SPELLED = " ".join(f"WHEN '{age}' THEN '{words}'" for age, words in WORDS.items())
# The day as of which a source is told: that of its newest delivery.
AGED = f"""
SELECT source_system, currency, age, count(DISTINCT student_id) AS students, sum(open) AS amount FROM (
  SELECT *, {age_sql("due_date", "as_of")} AS age
  FROM (SELECT *, max(told_on) OVER (PARTITION BY source_system) AS as_of FROM {OPEN}) AS dated
  WHERE open > 0) AS by_age
GROUP BY source_system, currency, age
"""
OVERDUE = Question(
    "fees_overdue",
    "What is not paid yet, by the days that it is past due",
    f"""
SELECT concat({BOOK}, ': ', CASE age {SPELLED} ELSE concat(age, ' days') END) AS past_due, students,
       {_whole("amount")} AS amount, is_told, source_system, currency, CASE age {AGE_PLACES} END AS place
FROM (
{whole_sql(AGED, "is_told", "students")}
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
    note="As of the day of the newest delivery of its source; who owes several is counted in each. Told as a whole, or"
    " not at all. In whole units of the currency.",
    unseen={"demo": ON_THE_PAGE},
)


def _of(account_type: str, name: str) -> str:
    return f"max(CASE WHEN account_type = '{account_type}' THEN {name} END)"


def _used(account_type: str) -> str:
    budget = f"CAST(nullif({_of(account_type, 'budget_ytd')}, 0) AS DOUBLE)"
    return f"CAST({_of(account_type, 'actual_ytd')} AS DOUBLE) / {budget}"


LEDGER = Question(
    "finance",
    "Spent by month of the newest fiscal year, beside what came in, and how much of the budget that is",
    f"""
SELECT concat(substr(CAST(month AS STRING), 1, 7), ', ', {BOOK}) AS month_and_book, *
FROM (
  SELECT source_system, currency, month, {_whole(_of("Expenditure", "actual"))} AS spent,
         {_whole(_of("Revenue", "actual"))} AS received, {_used("Expenditure")} AS used, {_used("Revenue")} AS come,
         {_whole(_of("Expenditure", "encumbered"))} AS set_aside
  FROM {FINANCE}
  WHERE school_id = '{ALL}' AND fund = '{ALL}' AND function = '{ALL}'
    AND fiscal_year = (SELECT max(fiscal_year) FROM {FINANCE} WHERE actual IS NOT NULL)
  GROUP BY source_system, currency, month) AS by_month
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
    note="Neither transfers nor accounts of the balance sheet. In whole units of the currency.",
    unseen={"demo": ON_THE_PAGE},
)
QUESTIONS = (FEES, OVERDUE, LEDGER)
