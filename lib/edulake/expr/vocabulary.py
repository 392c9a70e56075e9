"""Words that settings may use and expressions understand: forms of dates, times and money, attendance statuses.

Settings are checked before anything else happens, so that this needs nothing but the standard library.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

# "MM" and "dd" are exactly two digits, "M" and "d" one or two.
DATE_FORMATS = (
    "yyyy-MM-dd",
    "yyyyMMdd",
    "yyyy/MM/dd",
    "MM/dd/yyyy",
    "dd/MM/yyyy",
    "dd.MM.yyyy",
    "MM-dd-yyyy",
    "dd-MM-yyyy",
    "M/d/yyyy",
    "d/M/yyyy",
    "d.M.yyyy",
)
# Days first, months first, and what says nothing of the two: the order of what stands before the year.
DAYS, MONTHS, YEARS = "day first", "month first", "year first"
# What may follow a format of a day, a space between: "HH" and "hh" are exactly two digits, "H" and "h" one or two, and
# "a" is AM or PM. Seconds are read where they are written, whether the form names them or not.
TIME_FORMS = ("HH:mm", "HH:mm:ss", "H:mm", "H:mm:ss", "hh:mm a", "hh:mm:ss a", "h:mm a", "h:mm:ss a")
# Attendance: the share of a day that each status means was missed. Those of CEDS "Attendance Event" (present, excused,
# unexcused, tardy, early departure), with the half days that schools report. Tardy and early departure are presence, as
# in federal chronic absence reporting.
MISSED = {
    "Present": Decimal(0),
    "Late": Decimal(0),
    "Early Departure": Decimal(0),
    "Absent": Decimal(1),
    "Excused": Decimal(1),
    "Half Day Absent": Decimal("0.5"),
    "Half Day Excused": Decimal("0.5"),
}
# Says nothing of presence, such as a day on which school is closed.
UNKNOWN = "Unknown"
# What the header of a column that is a row can say, but for what a pattern with a group finds in it: all of it; or of
# "Essay 1 (4711)" the title, without the last parentheses, and the id, which stands in them.
WHOLE, TITLE, ID = "whole", "title", "id"
# What may stand between groups of three digits of an amount; none says that nothing does.
GROUPINGS = (",", ".", " ", "'", "none")
# How an amount below zero is written: -5, 5-, (5), 5 CR, or 5 with a letter in a column of its own.
NEGATIVES = ("minus", "trailing minus", "parentheses", "letter", "column")
PLUS, MINUS = "plus", "minus"
# ISO 4217, without funds, metals and codes for tests.
CURRENCIES = tuple(
    """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY
    COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS
    INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP
    MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR
    SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND
    VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
    """.split()  # noqa: SIM905 - a hundred and fifty lines else
)


@dataclass(frozen=True)
class Code:
    """What a source means by a code; of a status of attendance the share of the day missed, if it is not the usual."""

    code: str
    means: str
    share: Decimal | None = None


@dataclass(frozen=True)
class Money:
    """How a source writes amounts of money: what it leaves out is not guessed.

    `grouping` is what stands between groups of three digits. Where it is not said nothing does, and an amount such as
    1.234 is none: three digits behind the only sign may be decimals or a group. Where it is "none", they are decimals.
    The decimal sign is a point, or a comma in a source with `decimal_comma`.

    `negative` is how an amount below zero is written. Letters, at the amount or in the column `sign`, mean plus or
    minus as `letters` say (CR = "minus", DR = "plus"), "" standing for none: with any other it is no amount. `currency`
    is that of all amounts, a code of ISO 4217. `signs` are what stands for a currency, at an amount or in the column of
    currencies ("$" = "USD"). `signed` says of an account of fees that minus stands before what makes less to be owed;
    else nothing in it is below zero.
    """

    grouping: str = ""
    negative: str = "minus"
    letters: dict[str, str] = field(default_factory=dict, hash=False)
    currency: str = ""
    signs: dict[str, str] = field(default_factory=dict, hash=False)
    signed: bool = False


class Form(NamedTuple):
    """A format taken apart: that of the day, and that of the time, which is empty where it names none."""

    day: str
    time: str


def form(date_format: str) -> Form:
    """The parts of a format; a T between them, in quotes or not, is as good as a space: moments have either."""
    day, _, time = date_format.replace("'T'", " ").replace("T", " ").partition(" ")
    return Form(day, time)


def order_of(date_format: str) -> str:
    """What a format has first."""
    return {"d": DAYS, "M": MONTHS}.get(date_format[0], YEARS)


def unreadable(formats: Sequence[str]) -> tuple[str, str] | None:
    """Why dates cannot be read in these formats, and what to do; None where they can.

    Two formats that read the same text as different days contradict each other: such dates are never guessed.
    """
    unknown = [name for name in formats if not _is_known(form(name))]
    if unknown or not formats:
        allowed = f"allowed are {', '.join(DATE_FORMATS)}; behind it, after a space, {', '.join(TIME_FORMS)}"
        return (f"unknown date formats: {', '.join(unknown)}" if unknown else "it names none"), allowed
    orders = {form(name).day.replace("MM", "M").replace("dd", "d"): name for name in formats}
    for order, name in orders.items():
        rival = orders.get(order.translate(str.maketrans("Md", "dM")))
        if rival:
            return f"{name} and {rival} read the same text as different days", "name one of them"
    return None


def _is_known(parts: Form) -> bool:
    return parts.day in DATE_FORMATS and (not parts.time or parts.time in TIME_FORMS)
