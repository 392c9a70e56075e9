"""Rules applied: which a row breaks, and the fingerprints by which its versions are told apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.expr import content_hash

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import Column, DataFrame

    from edulake.contract import Rule
    from edulake.silver.notation import Provides


def judged(
    typed: DataFrame, refusals: Sequence[Rule], issues: Sequence[Rule], provides: Provides, content: Sequence[str]
) -> DataFrame:
    """Rows with reason_codes (refused if any), issue_codes, record_hash, and content_hash of the columns `content`."""
    unread = F.col("parse_issue").isNotNull()
    # Codes as one text first: building an array for every row costs more than all rules together.
    reasons = F.when(unread, F.col("parse_issue")).otherwise(_broken(refusals, provides))
    coded = typed.withColumns({"reason_codes": reasons, "issue_codes": _broken(issues, provides)})
    return coded.withColumns({name: _apart(name) for name in ("reason_codes", "issue_codes")}).withColumns(
        {
            "record_hash": F.xxhash64("raw_payload", "payload_form"),
            "content_hash": content_hash(*[F.col(name) for name in content]),
        }
    )


def _broken(rules: Sequence[Rule], provides: Provides) -> Column:
    """The codes of the rules that a row breaks, in their order, one space between."""
    codes = []
    for rule in rules:
        having = [name for name, columns in provides.items() if rule.needs in (None, *columns)]
        if len(having) == len(provides):
            codes.append(F.when(rule.broken(), rule.code))
        elif having:
            codes.append(F.when(F.col("source_system").isin(having) & rule.broken(), rule.code))
    return F.concat_ws(" ", *codes)


def _apart(name: str) -> Column:
    return F.when(F.col(name) == "", F.array().cast("array<string>")).otherwise(F.split(name, " "))
