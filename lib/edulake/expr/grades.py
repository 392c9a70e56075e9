"""Grade levels: every spelling of a grade, and its code in the Common Education Data Standards (CEDS)."""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F

from edulake.expr.lookup import looked_up
from edulake.expr.text import cleaned

PREKINDERGARTEN = "Prekindergarten"
KINDERGARTEN = "Kindergarten"
UNGRADED = "Ungraded"
UNKNOWN = "Unknown"

_ORDINALS = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth")
_ORDINALS += ("Seventh", "Eighth", "Ninth", "Tenth", "Eleventh", "Twelfth")
_SUFFIXES = {1: "st", 2: "nd", 3: "rd"}
_NUMBERED = {number: f"{number}{_SUFFIXES.get(number, 'th')} Grade" for number in range(1, 13)}

# CEDS option set "Entry Grade Level", as far as this package tells levels apart.
GRADE_CODES = {
    PREKINDERGARTEN: "PK",
    KINDERGARTEN: "KG",
    **{level: f"{number:02d}" for number, level in _NUMBERED.items()},
    UNGRADED: "UG",
}

# What may stand between an optional "Grade " before and " grade" after. Grade 0 is the year before grade 1.
_SPELLINGS = {
    **{f"{number}": level for number, level in _NUMBERED.items()},
    **dict.fromkeys(("0", "k", "kg", "kinder", "kindergarten"), KINDERGARTEN),
    **dict.fromkeys(("pk", "prek", "pre-k", "pre k"), PREKINDERGARTEN),
    **dict.fromkeys(("prekindergarten", "pre-kindergarten", "pre kindergarten"), PREKINDERGARTEN),
    **{ordinal.lower(): _NUMBERED[number] for number, ordinal in enumerate(_ORDINALS, start=1)},
    **dict.fromkeys(("ug", "ungraded"), UNGRADED),
}
_NO_SPELLING = ""  # what regexp_extract gives where nothing matches

# (?i) folds ASCII letters only: the Kelvin sign is no "K". "3th Grade" is what a naive generator writes.
_SPELLED_GRADE = (
    r"(?i)\A(?:(?:grade|gr\.?|g)[ -]?)?"
    r"(?:0(?=[0-9](?![0-9])))?"
    rf"({'|'.join(sorted(_SPELLINGS, key=len, reverse=True))})"
    r"(?:(?<=[0-9])(?:st|nd|rd|th))?(?: ?grade)?\z"
)


def grade_level(raw: Column) -> Column:
    """Canonical level: "Prekindergarten", "Kindergarten", "1st Grade" to "12th Grade", "Ungraded" or
    "Unknown".

    Reads "3", "03", "Grade 3", "Gr. 3", "G3", "3rd", "3rd Grade", "Third Grade" and the like in any case.
    Never null: nothing given is Ungraded, anything unreadable is Unknown.
    """
    spelling = F.lower(F.regexp_extract(cleaned(raw), _SPELLED_GRADE, 1))
    level = looked_up(spelling, {_NO_SPELLING: UNKNOWN, **_SPELLINGS})
    return F.when(raw.isin(*GRADE_CODES), raw).otherwise(F.coalesce(level, F.lit(UNGRADED)))


def grade_code(level: Column) -> Column:
    """CEDS code of a canonical level: PK, KG, 01 to 12, UG; null for Unknown and for any other text."""
    return looked_up(level, GRADE_CODES)
