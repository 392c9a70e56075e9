"""Rules applied: which a row breaks, and the fingerprints by which its versions are told apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.expr import cleaned, content_hash, fits, identifier
from edulake.silver.notation import by_notation
from edulake.silver.rules import CONFLICTING_PERSON, UNMAPPED_PERSON

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import Column, DataFrame

    from edulake.contract.rule import Rule
    from edulake.silver.notation import Notations, Provides


def judged(
    typed: DataFrame,
    refusals: Sequence[Rule],
    issues: Sequence[Rule],
    notations: Notations,
    provides: Provides,
    content: Sequence[str],
) -> DataFrame:
    """Rows with reason_codes (refused if any), issue_codes, record_hash, and content_hash of the columns `content`."""
    unread = F.col("parse_issue").isNotNull()
    reasons = F.when(unread, F.col("parse_issue")).otherwise(_broken(refusals, provides))
    codes = {
        "reason_codes": _apart(reasons),
        "issue_codes": _apart(_broken(issues, provides, *_unexpected(notations), *_unmapped(notations))),
    }
    # All in one step: every further one copies whole rows.
    return typed.withColumns(
        {
            **codes,
            "record_hash": F.xxhash64("raw_payload", "payload_form"),
            "content_hash": content_hash(*[codes.get(name, F.col(name)) for name in content]),
        }
    )


def _broken(rules: Sequence[Rule], provides: Provides, *further: Column) -> Column:
    """The codes of the rules that a row breaks, in their order, and the `further` ones, one space between."""
    codes = []
    for rule in rules:
        having = [name for name, columns in provides.items() if rule.needs in (None, *columns)]
        if len(having) == len(provides):
            codes.append(F.when(rule.broken(), rule.code))
        elif having:
            codes.append(F.when(F.col("source_system").isin(having) & rule.broken(), rule.code))
    return F.concat_ws(" ", *codes, *further)


def _unexpected(notations: Notations) -> list[Column]:
    """UNEXPECTED_CLASS_ID and its like, for each column of which a source says what its values look like."""
    columns = dict.fromkeys(column for notation in notations.values() for column, _ in notation.patterns)
    return [_unexpected_in(column, notations) for column in columns]


def _unexpected_in(column: str, notations: Notations) -> Column:
    value, code = cleaned(F.col(f"raw_{column}")), F.lit(f"UNEXPECTED_{column.upper()}")
    if column.endswith("_id"):
        value = F.coalesce(identifier(F.col(f"raw_{column}")), value)

    def unless_it_fits(pattern: str) -> Column:
        return F.when(~fits(value, pattern), code) if pattern else F.lit(None).cast("string")

    return by_notation(notations, lambda n: dict(n.patterns).get(column, ""), unless_it_fits)


def _unmapped(notations: Notations) -> list[Column]:
    """What a source's crosswalk leaves open of a student: UNMAPPED_PERSON or CONFLICTING_PERSON."""

    def where_it_is_asked(unmapped: str) -> Column:
        if not unmapped:
            return F.lit(None).cast("string")
        open_ = F.col("known_student").isNotNull() & F.col("mapped_student").isNull()
        code = F.when(F.col("is_conflicting"), CONFLICTING_PERSON).otherwise(UNMAPPED_PERSON)
        return F.when(open_, code)

    asked = any(notation.unmapped for notation in notations.values())
    return [by_notation(notations, lambda n: n.unmapped, where_it_is_asked)] if asked else []


def _apart(codes: Column) -> Column:
    """An array of codes, made of them as one text: most have none, and to build an array costs more than all rules."""
    return F.when(codes == "", F.array().cast("array<string>")).otherwise(F.split(codes, " "))
