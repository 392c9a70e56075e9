"""What the district asks of families, and what becomes of it: instalments, payments, relief, and what is taken back.

Amounts are whole cents until they are written. Some of what happens to real ledgers is planted: thirds that do not
divide, debits that the bank returns weeks later, invoices that are cancelled and issued anew, one payment of a family
for three children, more paid than asked, a trip in another currency.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Column
from pyspark.sql import functions as F

from edulake.jobs.steps.generate.district.people import student_id
from edulake.jobs.steps.generate.draws import Draws
from edulake.jobs.steps.generate.texts import decimal_text, zero_padded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import DataFrame

    from edulake.jobs.steps.generate.district.calendar import Year

HOME, ABROAD = "USD", "EUR"
POSTED, CANCELLED = "Posted", "Cancelled"
METHODS = ("Card", "Card", "Cash", "Bank transfer")
# Per mille. Of the first instalment: paid in time, late, by half; the others are not. Of those paid: returned.
IN_TIME, LATE, HALF, RETURNED, PAID_AGAIN = 650, 170, 80, 120, 500
MISTAKEN, WAIVED, AIDED, MEALS_PAID, OVERPAID, REFUNDED = 30, 150, 100, 600, 40, 500
REISSUED, REISSUED_PAID, TRIP, SHARED, WRITTEN_OFF = 40, 500, 100, 150, 500
# One payment for three children does not divide by three.
SHARED_PAYMENT, SHARES = "S", (33_34, 33_33, 33_33)
FIRST_GRADE_OF_TRIP = 9


def fees(stays: DataFrame, years: Sequence[Year], seed: int) -> DataFrame:
    """One row an entry of a student's account: id, kind, amount, and what it is about; told on the day it is posted."""
    own = _owed(stays.where("part = 0"), len(years) - 1, seed)
    told = own.select("*", F.inline(F.array_compact(F.array(*_entries(Draws(seed, ("student", "year")))))))
    return told.select(
        _entry_id("suffix").alias("fee_entry_id"),
        student_id(F.col("student")).alias("student_id"),
        F.when(F.col("suffix") == SHARED_PAYMENT, F.col("shared_payer"))
        .when(F.col("kind").isin("Payment", "Refund"), F.col("own_payer"))
        .alias("payer_id"),
        F.concat(F.concat_ws("-", F.lit("INV"), "student", "year"), F.lit("-"), "invoice").alias("invoice_id"),
        "kind",
        decimal_text(F.col("cents"), F.lit(2), ".").alias("amount"),
        "currency",
        "fee_type",
        F.col("posted").cast("string").alias("posted_date"),
        F.col("due").cast("string").alias("due_date"),
        F.when(F.col("applies").isNotNull(), _entry_id("applies")).alias("applies_to"),
        F.when(F.col("undoes").isNotNull(), _entry_id("undoes")).alias("reverses"),
        F.when(F.col("kind") == "Payment", F.col("method")).alias("method"),
        "aid_type",
        "status",
        F.col("school").alias("school_id"),
        F.col("school_year").cast("string").alias("school_year"),
        F.col("posted").cast("string").alias("told_on"),
    )


def _owed(first: DataFrame, newest: int, seed: int) -> DataFrame:
    """One row a student and school year: what is asked in instalments, when each is due, and who pays."""
    draws = Draws(seed, ("student", "year"))
    triple = F.floor((F.col("student") - 1) / 3)
    asked = first.select(
        "student",
        "year",
        "grade",
        "school",
        "school_year",
        (F.col("year") == newest).alias("is_newest"),
        F.greatest("entry_date", _day(-1, 9, 1)).alias("begins"),
        draws.between("activities", 80_00, 160_00).alias("total"),
        draws.between("meals", 10_00, 60_00).alias("meals"),
        draws.one_of("method", METHODS).alias("method"),
        F.concat(F.lit("G"), zero_padded(F.col("household") * 2, 7)).alias("own_payer"),
        triple.alias("triple"),
        F.concat(F.lit("G"), zero_padded(F.floor((triple * 3 + 1) * 3 / 4) * 2, 7)).alias("shared_payer"),
        # The second child of a household.
        ((F.pmod("student", F.lit(4)) == 1) & (F.col("student") > 1)).alias("is_sibling"),
    )
    of_triple = Draws(seed, ("triple", "year"))
    transferred = F.date_add(_day(-1, 12, 10), of_triple.between("transferred", 0, 4).cast("int"))
    is_shared = of_triple.happens("shared", SHARED) & (F.col("begins") <= transferred)
    third = F.floor(F.col("total") / 3)
    dated = asked.select(
        "*",
        transferred.alias("transferred"),
        is_shared.alias("is_shared"),
        third.alias("third"),
        (F.col("total") - third * 2).alias("last"),
        F.greatest("begins", _day(-1, 9, 15)).alias("due_1"),
        F.greatest("begins", _day(-1, 12, 15)).alias("due_2"),
        F.greatest("begins", _day(0, 4, 15)).alias("due_3"),
    )
    return dated.select("*", *[column for number in (1, 2, 3) for column in _payment(draws, number)])


def _payment(draws: Draws, number: int) -> list[Column]:
    """How an instalment is paid: `paid_N` is the day, null for never, and `share_N` the cents of it."""
    drawn, due = draws.between(f"pays {number}", 0, 999), F.col(f"due_{number}")
    asked = F.col("last" if number == 3 else "third")
    early = F.greatest("begins", F.date_sub(due, draws.between(f"early {number}", 0, 25).cast("int")))
    late = F.date_add(due, draws.between(f"late {number}", 5, 60).cast("int"))
    is_late = (drawn >= IN_TIME) & (drawn < IN_TIME + LATE)
    is_half = (drawn >= IN_TIME + LATE) & (drawn < IN_TIME + LATE + HALF)
    return [
        F.when(is_late, late).when((drawn < IN_TIME) | is_half, early).alias(f"paid_{number}"),
        F.when(is_half, F.floor(asked / 2)).otherwise(asked).alias(f"share_{number}"),
    ]


def _entries(draws: Draws) -> list[Column]:
    return [*_instalments(draws), *_meals(draws), *_taken_back(draws), *_trip(draws)]


def _instalments(draws: Draws) -> list[Column]:
    """Three charges and what is paid for each; a debit that the bank returns, and what else meets the charges."""
    charges = [
        _entry(f"C{n}", "Charge", F.col("last" if n == 3 else "third"), "begins", due=f"due_{n}", fee_type="Activities")
        for n in (1, 2, 3)
    ]
    paid = [
        _entry(f"P{n}", "Payment", F.col(f"share_{n}"), f"paid_{n}", applies=f"C{n}", fee_type="Activities")
        for n in (1, 3)
    ]
    second = _entry("P2", "Payment", F.col("share_2"), "paid_2", applies="C2", fee_type="Activities")
    part = F.pmod(F.col("student") - 1, F.lit(3)).cast("int")
    shared = _entry(SHARED_PAYMENT, "Payment", F.array(*map(F.lit, SHARES))[part], "transferred")
    returned = F.date_add("paid_1", draws.between("returned after", 30, 150).cast("int"))
    is_returned = F.col("paid_1").isNotNull() & draws.happens("returned", RETURNED)
    is_again = is_returned & draws.happens("paid again", PAID_AGAIN)
    discount = F.floor((F.col("total") + 5) / 10)
    return [
        *charges,
        *[F.when(F.col(f"paid_{n}").isNotNull(), one) for n, one in zip((1, 3), paid, strict=True)],
        F.when(F.col("is_shared"), shared).when(F.col("paid_2").isNotNull(), second),
        F.when(is_returned, _entry("X1", "Reversal", F.col("share_1"), returned, undoes="P1")),
        F.when(is_again, _entry("P1B", "Payment", F.col("share_1"), F.date_add(returned, 7), applies="C1")),
        F.when(F.col("is_sibling"), _entry("D", "Discount", discount, F.date_add("begins", 1), applies="C3")),
        F.when(
            ~F.col("is_newest") & F.col("paid_1").isNull() & draws.happens("written off", WRITTEN_OFF),
            _entry("W1", "Write-off", F.col("third"), _day(0, 6, 30), applies="C1"),
        ),
    ]


def _meals(draws: Draws) -> list[Column]:
    """Meals, without a day on which they are due: waived, met by aid in part, or paid without naming them."""
    waived, aided = draws.happens("waived", WAIVED), draws.happens("aided", AIDED)
    day = F.greatest("begins", _day(-1, 10, 1))
    aid = F.floor(F.col("meals") / 2)
    left = F.col("meals") - F.when(aided, aid).otherwise(0)
    return [
        _entry("M", "Charge", F.col("meals"), day, fee_type="Meals"),
        F.when(waived, _entry("MW", "Waiver", F.col("meals"), day, applies="M", fee_type="Meals")),
        F.when(aided & ~waived, _entry("MA", "Aid", aid, F.date_add(day, 9), applies="M", aid_type="Hardship grant")),
        F.when(~waived & draws.happens("meals paid", MEALS_PAID), _entry("MP", "Payment", left, F.date_add(day, 20))),
    ]


def _taken_back(draws: Draws) -> list[Column]:
    """A charge by mistake, reversed the next day; an invoice cancelled and issued anew; more paid than was asked."""
    mistaken, reissued, over = (
        draws.happens(what, of) for what, of in (("mistaken", MISTAKEN), ("reissued", REISSUED), ("over", OVERPAID))
    )
    november, october = F.greatest("begins", _day(-1, 11, 4)), F.greatest("begins", _day(-1, 10, 7))
    week = F.date_add(october, 7)
    cancelled = _entry("K", "Charge", F.lit(18_75), october, due=F.date_add(october, 30), fee_type="Field trip")
    anew = _entry("K2", "Charge", F.lit(21_50), week, due=F.date_add(week, 30), fee_type="Field trip")
    paid = _entry("KP", "Payment", F.lit(21_50), F.date_add(week, 12), applies="K2", fee_type="Field trip")
    return [
        F.when(mistaken, _entry("L", "Charge", F.lit(12_50), november, due=november, fee_type="Library")),
        F.when(mistaken, _entry("LX", "Reversal", F.lit(12_50), F.date_add(november, 1), undoes="L")),
        F.when(reissued, cancelled.withField("status", F.lit(CANCELLED))),
        F.when(reissued, anew),
        F.when(reissued & draws.happens("reissued paid", REISSUED_PAID), paid),
        F.when(over, _entry("V", "Payment", F.lit(25_00), F.date_add(november, 3))),
        F.when(
            over & draws.happens("refunded", REFUNDED), _entry("VR", "Refund", F.lit(25_00), F.date_add(november, 17))
        ),
    ]


def _trip(draws: Draws) -> list[Column]:
    """A trip abroad, asked and paid in another currency: of two payments the second leaves a rest."""
    goes = (F.col("grade") >= FIRST_GRADE_OF_TRIP) & draws.happens("trip", TRIP)
    day = F.greatest("begins", _day(-1, 11, 15))
    each = [
        _entry("T", "Charge", F.lit(450_00), day, due=F.greatest(day, _day(0, 2, 1)), fee_type="Trip"),
        _entry("T1", "Payment", F.lit(200_00), F.date_add(day, 10), applies="T", fee_type="Trip"),
        _entry("T2", "Payment", F.lit(150_50), F.date_add(day, 70), applies="T", fee_type="Trip"),
    ]
    return [F.when(goes, one.withField("currency", F.lit(ABROAD))) for one in each]


def _entry(
    suffix: str,
    kind: str,
    cents: Column,
    posted: Column | str,
    *,
    due: Column | str | None = None,
    applies: str | None = None,
    undoes: str | None = None,
    fee_type: str | None = None,
    aid_type: str | None = None,
) -> Column:
    """An entry that stands, in the district's currency; those that it names are of the same student and year."""
    text = {"applies": applies, "undoes": undoes, "fee_type": fee_type, "aid_type": aid_type}
    return F.struct(
        F.lit(suffix).alias("suffix"),
        F.lit(kind).alias("kind"),
        cents.cast("bigint").alias("cents"),
        F.lit(HOME).alias("currency"),
        # Each charge is asked by an invoice of its own.
        F.lit(suffix if kind == "Charge" else applies).cast("string").alias("invoice"),
        (F.col(posted) if isinstance(posted, str) else posted).alias("posted"),
        (F.lit(None) if due is None else F.col(due) if isinstance(due, str) else due).cast("date").alias("due"),
        *[F.lit(value).cast("string").alias(name) for name, value in text.items()],
        F.lit(POSTED).alias("status"),
    )


def _entry_id(suffix: str) -> Column:
    return F.concat_ws("-", F.lit("FE"), "student", "year", suffix)


def _day(years: int, month: int, day: int) -> Column:
    """A day of the year in which the school year ends, or of one some `years` from it."""
    return F.make_date(F.col("school_year") + years, F.lit(month), F.lit(day))
