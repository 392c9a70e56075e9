"""Rows that name nobody and are about somebody all the same: answers within a response, deletes of a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake import bronze
from edulake.bronze.answering import RESPONSES
from edulake.silver import SUBJECTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from edulake.contract.table import Table

DELETES = "_deletes_raw"
_BY_NAME = {str(table): table for table in bronze.TABLES}
# By table of answers, that of the responses, and which columns say to which one an answer belongs.
LINKED: Mapping[Table, tuple[Table, Mapping[str, str]]] = {
    **{answers: (of.table, dict(zip(of.columns, of.columns, strict=True))) for answers, of in RESPONSES.items()},
    SUBJECTS["survey_answers"].table: (SUBJECTS["survey_responses"].table, {"response_id": "response_id"}),
}


def deletes_of(table: Table) -> Table | None:
    """Of a table of Ed-Fi's deletes the table of the records that are deleted, where those are about people."""
    name = str(table)
    records = _BY_NAME.get(name.replace(DELETES, "_raw")) if name.endswith(DELETES) else None
    return records if records and records.people else None
