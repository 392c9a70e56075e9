"""What to do about each reason: the block and the key that would have to say otherwise, where one can."""

from __future__ import annotations

import pytest

from edulake.config.settings import SourceSettings
from edulake.silver import SUBJECTS

pytestmark = pytest.mark.once
pytest.importorskip("typer", reason="the extra [cli] is not installed")

from edulake.cli.remedies import AS_WRITTEN, EXPORTED, NOWHERE, remedy  # noqa: E402

BLOCKS = {
    "exams": SourceSettings(format="csv", subject="assessments", system="sis"),
    "a b": SourceSettings(format="csv", subject="attendance"),
    "north": SourceSettings(standard="oneroster"),
}
# Which key of the block is named.
KEYS = {
    "FILE_DATE_ORDER": "date_formats",
    "FILE_DECIMAL_MARK": "decimal_comma",
    "FILE_SCALE": "score_max",
    "FILE_ID_SHARED": "columns",
    "BAD_DATE": "date_formats",
    "BAD_BEGIN_DATE": "date_formats",
    "BAD_END_DATE": "date_formats",
    "SCORE_OUT_OF_SCALE": "score_max",
    "NO_VALID_MEASURE": "columns.score",
    "UNKNOWN_CURRENCY": "money.currency",
    "BAD_AMOUNT": "money.grouping",
    "TOO_MANY_DECIMALS": "money.grouping",
    "SIGN_CONTRADICTS_FLAG": "money.letters",
    "SIGN_CONTRADICTS_KIND": "money.signed",
    "NEGATIVE_AMOUNT": "money.signed",
    "UNKNOWN_SCHOOL_DAY": "codes.kind",
    "UNKNOWN_KIND": "codes.kind",
    "UNKNOWN_BUDGET_SIDE": "constants.budget_side",
    "UNMAPPED_MEASURE": "codes.measure",
    "UNMAPPED_CATEGORY": "codes.category",
    "UNMAPPED_KIND": "codes.kind",
    "BAD_IS_PUBLISHED": "columns.is_published",
    "NULL_STUDENT_ID": "columns.student_id",
    "NULL_STATUS": "columns.status",
    "NAMES_DISAGREE": "columns",
    "RAGGED_SHORT": "delimiter",
    "RAGGED_LONG": "delimiter",
    "BROKEN_QUOTES": "delimiter",
    "ENCODING": "encoding",
    "NUL_BYTE": "encoding",
    "BAD_JSON": "format",
}
# What no setting has a say in: it is in the records.
CONTRADICTIONS = {"AMOUNT_CONTRADICTS", "DEBIT_AND_CREDIT", "END_BEFORE_BEGIN", "EXIT_BEFORE_ENTRY", "NEGATIVE_DAYS"}
CONTRADICTIONS |= {"NEGATIVE_HOURS", "REVERSES_NOTHING", "SELF_LINK", "SELF_PARENT"}
NEVER_REFUSED = {"NOTHING_SAID", "SELF_CONTACT"}


@pytest.mark.parametrize("code", KEYS)
def test_the_key_that_would_have_to_say_otherwise(code: str) -> None:
    assert remedy(code, "sis", "assessments", BLOCKS).startswith(f"[sources.exams] {KEYS[code]}: ")


def test_every_reason_of_every_subject_is_known() -> None:
    """A new rule is either a question of settings, or named here as none."""
    codes = {rule.code for subject in SUBJECTS.values() for rule in subject.refusals} - NEVER_REFUSED
    mended = {code for code in codes if remedy(code, "sis", "assessments", BLOCKS) == AS_WRITTEN}
    assert mended == CONTRADICTIONS
    exported = {code for code in codes if remedy(code, "sis", "assessments", BLOCKS) == EXPORTED}
    assert exported == {"ID_DAMAGED", "BAD_STUDENT_ID", "BAD_STAFF_ID", "BAD_GUARDIAN_ID"}
    nulls = {code for code in codes if code.startswith("NULL_")}
    assert codes - mended - exported - nulls <= set(KEYS)


def test_what_a_standard_says_is_no_setting() -> None:
    """Its codes and money are; a source that no block describes may be of a standard all the same."""
    for source, standard in (("north", "oneroster"), ("edfi", "edfi")):
        said = remedy("BAD_DATE", source, "assessments", BLOCKS)
        assert said.startswith(f"the standard {standard} says how it is written")
    assert remedy("UNMAPPED_KIND", "north", "fee_entries", BLOCKS).startswith("[sources.north] codes.kind: ")
    assert remedy("BAD_DATE", "gone", "assessments", BLOCKS) == NOWHERE
    assert remedy("WAITING_FOR_REFERENCE", "north", "assessments", BLOCKS).startswith("deliver the rows")


def test_a_block_is_named_as_it_is_written() -> None:
    assert remedy("BAD_DATE", "a b", "attendance", BLOCKS).startswith("[sources.'a b'] date_formats: ")
    assert remedy("SOMETHING", "sis", "assessments", BLOCKS) == AS_WRITTEN
