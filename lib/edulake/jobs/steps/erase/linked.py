"""Rows that name nobody and are about somebody all the same: answers within a response, deletes of a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake import bronze
from edulake.bronze.configured import FORMS
from edulake.silver import SUBJECTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from edulake.contract.table import Table

DELETES = "_deletes_raw"
_BY_NAME = {str(table): table for table in bronze.TABLES}
_OF_RESPONSE = {"raw_survey_id": "raw_survey_id", "raw_response_id": "raw_response_id"}
_OF_EDFI = {name: name for name in ("raw_survey_identifier", "raw_namespace", "raw_survey_response_identifier")}
# By table of answers, that of the responses, and which columns say to which one an answer belongs.
LINKED: Mapping[Table, tuple[Table, Mapping[str, str]]] = {
    FORMS["survey_answers"].table: (FORMS["survey_responses"].table, _OF_RESPONSE),
    _BY_NAME["bronze.edfi_survey_question_responses_raw"]: (_BY_NAME["bronze.edfi_survey_responses_raw"], _OF_EDFI),
    SUBJECTS["survey_answers"].table: (SUBJECTS["survey_responses"].table, {"response_id": "response_id"}),
}


def deletes_of(table: Table) -> Table | None:
    """Of a table of Ed-Fi's deletes the table of the records that are deleted, where those are about people."""
    name = str(table)
    records = _BY_NAME.get(name.replace(DELETES, "_raw")) if name.endswith(DELETES) else None
    return records if records and records.people else None
