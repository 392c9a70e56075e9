"""Answers to surveys name nobody: which response each belongs to, and by which columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pyspark.sql import functions as F

from edulake.bronze.configured import FORMS
from edulake.bronze.edfi.tables_surveys import SURVEY_ANSWERS, SURVEY_RESPONSES
from edulake.expr import identifier

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import Column

    from edulake.contract.table import Table

# What no id holds.
BETWEEN = "\x1f"


class Responses(NamedTuple):
    """The table of responses, and the columns that both it and the answers have: the response's own id is the last."""

    table: Table
    columns: tuple[str, ...]

    @property
    def id(self) -> Column:
        """A response as one text, of an answer or of the response itself; null where it has no id."""
        *others, own = map(identifier, map(F.col, self.columns))
        within = [F.coalesce(other, F.lit("")) for other in others]
        return F.when(own.isNotNull(), F.concat_ws(BETWEEN, *within, own))


RESPONSES: Mapping[Table, Responses] = {
    FORMS["survey_answers"].table: Responses(FORMS["survey_responses"].table, ("raw_survey_id", "raw_response_id")),
    SURVEY_ANSWERS.feed.table: Responses(
        SURVEY_RESPONSES.feed.table, ("raw_survey_identifier", "raw_namespace", "raw_survey_response_identifier")
    ),
}
