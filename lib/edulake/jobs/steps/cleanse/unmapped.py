"""Codes whose meaning nobody has said: named once they arrive, with what to write."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.expr.categories import CODED
from edulake.governance import disclosure
from edulake.silver.rules import unmapped_code

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pyspark.sql import DataFrame

    from edulake.config.settings import SourceSettings
    from edulake.silver import Subject
    from edulake.store.store import Store

LISTED = 20
BARE = re.compile(r"\A[A-Za-z0-9_-]+\Z")
# A text that can only be a code. Anything longer, or a number that could be somebody's, is counted and not shown; of a
# sensitive column nothing is: who could read a code would know it of somebody, where only one record has it.
CODE = r"\A(?:[0-9]{1,2}|(?![0-9]+\z)[!-~\u00a1-\uffee]{1,4})\z"


def tell(store: Store, say: Callable[[str], None], subject: Subject, rows: DataFrame) -> None:
    """Say of the rows written which codes mean nothing known, the most frequent first, and what to write for them."""
    for name in subject.coded:
        unmapped = rows.where(F.array_contains("issue_codes", unmapped_code(name)))
        hidden = bool({name, f"{name}_raw"} & disclosure.sensitive(subject.table))
        code = F.when(F.col(f"{name}_raw").rlike(CODE) & F.lit(not hidden), F.col(f"{name}_raw"))
        counted = unmapped.groupBy("source_system", code.alias("code")).agg(F.count(F.lit(1)).alias("rows"))
        found = counted.orderBy(F.desc("rows"), "code").collect()
        for source in dict.fromkeys(row["source_system"] for row in found):
            codes = {row["code"]: row["rows"] for row in found if row["source_system"] == source}
            block = block_of(store.settings.sources, source, subject.name)
            say("\n".join(_lines(subject.name, name, source, block, codes, hidden=hidden)))


def block_of(blocks: Mapping[str, SourceSettings], source: str, subject: str) -> str:
    """The block that describes a subject of a source, else the one of its standard; its name, where no block does."""
    ours = {name: block for name, block in blocks.items() if (block.system or name) == source}
    mine = [name for name, block in ours.items() if not block.standard and block.subject == subject]
    return next(iter([*mine, *[name for name, block in ours.items() if block.standard]]), source)


def _lines(
    subject: str, name: str, source: str, block: str, counts: Mapping[str | None, int], *, hidden: bool = False
) -> Iterator[str]:
    codes = {code: rows for code, rows in counts.items() if code is not None}
    yield (
        f"silver  {subject} of {source}: what {name} says means nothing known in {sum(counts.values()):,} rows, which"
        f" are {name} Unknown, {unmapped_code(name)}"
    )
    if codes:
        yield f"        say what these codes mean: each is one of {', '.join(CODED[subject][name])}"
        yield f"        [sources.{block if BARE.match(block) else json.dumps(block)}.codes.{name}]"
        for code, rows in list(codes.items())[:LISTED]:
            yield f'        {json.dumps(code, ensure_ascii=False)} = ""  # {rows:,} rows'
    further = len(codes) - LISTED
    if further > 0:
        yield f"        and {further} codes more"
    if hidden:
        yield (
            f"        they are sensitive and not told: who was granted {name}_raw says in codes.{name} which of"
            f" {', '.join(CODED[subject][name])} each is"
        )
    elif None in counts:
        look = f"show silver.{subject} --identified shows it"
        yield f"        {counts[None]:,} rows have another text, which is no code: {look}"
