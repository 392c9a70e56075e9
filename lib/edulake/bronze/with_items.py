"""Sources of answers to surveys, which are read by the list of items that a block of the same system describes.

The rows of a table are made of options that the list declares: where it says otherwise, every answer is read anew.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.bronze.item_lists import Items, apart, declared, told
from edulake.bronze.older_answers import without_older
from edulake.bronze.spread import CANDIDATE, PLACE
from edulake.errors import ConfigError
from edulake.silver.wellbeing.survey_answers import SURVEY_ANSWERS
from edulake.silver.wellbeing.survey_items import FORM, SURVEY_ITEMS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pyspark.sql import DataFrame

    from edulake.bronze.source import Source
    from edulake.config.settings import SourceSettings
    from edulake.contract.table import Table


def with_items(source: Source, every: Iterable[Source], blocks: Mapping[str, SourceSettings]) -> Source:
    """A source of answers with the list of items of its system, if `every` has one; any other as it is.

    So are the answers of a standard, which says itself to what they are. ConfigError for a list in which columns are
    rows.
    """
    if source.subject != SURVEY_ANSWERS.name or source.facts != SURVEY_ANSWERS.form.table:
        return source
    found = next((one for one in every if (one.name, one.subject) == (source.name, SURVEY_ITEMS.name)), None)
    items = _list(found, blocks) if found else None
    read = partial(answers, source, items)
    # What a snapshot lacks goes with it; else only the rows before tell what a newer one takes back.
    whole = replace(
        source,
        candidates=read,
        spreads=True,
        recalls=not source.feeds[0].snapshot,
        items=items,
        calls=(source.candidates,),
    )
    if items is None:
        return whole
    return replace(whole, references=(items.reference,), calls=(source.candidates, items.candidates))


def answers(source: Source, items: Items | None, facts: DataFrame, current: Mapping[Table, DataFrame]) -> DataFrame:
    """The source's candidates with what their items say of them, one for each option where several were chosen."""
    rows = source.candidates(facts, current)
    if not source.spreads:
        rows = rows.withColumns({CANDIDATE: F.lit(0), PLACE: F.lit(None).cast("string")})
    if items is not None:
        rows = told(rows, declared(items, current[FORM.table]), decimal_comma=source.notation.decimal_comma)
    return apart(rows if source.feeds[0].snapshot else without_older(rows, wide=source.spreads))


def _list(source: Source, blocks: Mapping[str, SourceSettings]) -> Items:
    if source.spreads:
        why = "the answers of the system are read by them, an item a record"
        raise ConfigError(f"the items of source {source.name} have a spread", why, "deliver them as rows")
    described = [one for name, one in blocks.items() if (one.system or name, one.subject) == _of(source)]
    constants = described[0].constants if described else {}
    key = tuple(column for column in FORM.identity if column.removeprefix("raw_") not in constants)
    given = tuple(sorted(constants.items()))
    return Items(source.name, source.candidates, source.notation, key, source.feeds[0], given)


def _of(source: Source) -> tuple[str, str]:
    return source.name, source.subject
