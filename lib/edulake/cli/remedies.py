"""What to do about what was refused, by the block and the key that would have to say otherwise."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from edulake.config.sources import STANDARDS
from edulake.jobs.steps.cleanse.unmapped import BARE, block_of
from edulake.silver.whole_files import DATE_ORDER, DECIMAL_MARK, ID_SHARED, SCALE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from edulake.config.settings import SourceSettings

EXPORTED = "have the file exported anew, with the column as text, or without opening it in a spreadsheet"
AS_WRITTEN = "have the records mended where they are written, and delivered again"
BY_THE_STANDARD = "the standard {standard} says how it is written: have the export mended, and delivered again"
NOWHERE = "no block of the settings describes it: name the file that does with --conf"
# By what a code fits, the key of the block, which may name what the code does, and what to write there; without a key,
# what else to do. The first that fits counts.
REMEDIES: tuple[tuple[str, str, str], ...] = (
    (DATE_ORDER, "date_formats", 'write the order that the file has: "dd/MM/yyyy", or "MM/dd/yyyy"'),
    (DECIMAL_MARK, "decimal_comma", "true where a comma is the decimal mark, false where a point is"),
    (SCALE, "score_max", 'the highest score that there can be; with score_above_maximum = "cap", more is that one'),
    (ID_SHARED, "columns", 'leave the id of the row out, or name what makes one id: ["TestID", "StudentID"]'),
    (r"ID_DAMAGED|BAD_ID|BAD_\w+_ID", "", EXPORTED),
    (r"BAD_DATE|BAD_\w+_(?:DATE|AT|FROM|TO)", "date_formats", "name the format in which its days are written as well"),
    (
        r"SCORE_OUT_OF_SCALE|BAD_SCORE",
        "score_max",
        "the highest score; decimal_comma and score_percent as it is written",
    ),
    ("NO_VALID_MEASURE", "columns.score", "name the column that has it; score_max and decimal_comma as it is written"),
    ("UNKNOWN_CURRENCY", "money.currency", "the currency of amounts beside which none is said"),
    (r"BAD_AMOUNT|TOO_MANY_DECIMALS", "money.grouping", "what stands between groups of three digits, or decimal_comma"),
    (r"SIGN_CONTRADICTS_FLAG", "money.letters", "what each letter beside an amount means"),
    (r"SIGN_CONTRADICTS_KIND|NEGATIVE_AMOUNT", "money.signed", "true where minus stands before what makes less owed"),
    ("UNKNOWN_SCHOOL_DAY", "codes.kind", "say what its words for kinds of days mean"),
    ("UNKNOWN_BUDGET_SIDE", "constants.budget_side", "say on which side budgets stand"),
    (r"UNMAPPED_(\w+)|UNKNOWN_(KIND)", "codes.{}", "say what its codes mean"),
    (r"BAD_(IS_\w+)", "columns.{}", "name a column that says yes or no"),
    (r"NULL_(\w+)", "columns.{}", "name the column that has it; where that is empty, have the records mended"),
    ("NAMES_DISAGREE", "columns", 'name the one that is meant, or say that the first counts: { first = ["A", "B"] }'),
    (r"RAGGED_\w+|BROKEN_QUOTES", "delimiter", "what parts its cells; where that is right, have cells put in quotes"),
    (r"ENCODING|NUL_BYTE", "encoding", "that in which it is written"),
    ("BAD_JSON", "format", "the one that it has; where that is right, have it exported anew"),
    ("WAITING_FOR_REFERENCE", "", "deliver the rows that it refers to: it is tried again by itself"),
)
# What a block of a standard may say all the same.
OPEN_TO_STANDARDS = ("codes", "money")


def remedy(code: str, source: str, subject: str, blocks: Mapping[str, SourceSettings]) -> str:
    """What to do about a reason for which records of a source were refused."""
    block = block_of(blocks, source, subject)
    settings = blocks.get(block)
    for pattern, key, how in REMEDIES:
        if found := re.fullmatch(pattern, code):
            named = key.format(next(filter(None, found.groups()), "").lower())
            if not key:
                return how
            standard = settings.standard if settings else source if source in STANDARDS else ""
            if standard and key.partition(".")[0] not in OPEN_TO_STANDARDS:
                return BY_THE_STANDARD.format(standard=standard)
            if settings is None:
                return NOWHERE
            return f"[sources.{block if BARE.match(block) else repr(block)}] {named}: {how}"
    return AS_WRITTEN
