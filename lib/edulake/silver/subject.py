"""What a subject is: its table, the rules on its candidates, and how they are cleaned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyspark.sql import DataFrame

    from edulake.contract import Rule, Table

# What fates need to know of a cleaned row, beside the table's own columns.
DECIDING = ("reason_codes", "raw_payload", "payload_form", "record_hash", "content_hash", "delivered_at")


@dataclass(frozen=True)
class Subject:
    """One kind of fact.

    `clean` turns candidates (raw text with provenance) into typed rows: the columns of `table` except those
    that only the run knows, and `reason_codes`, which is empty for rows that may enter the table. The last
    part of `table.key` is the row's id within its source.
    """

    name: str
    table: Table
    refusals: tuple[Rule, ...]
    issues: tuple[Rule, ...]
    clean: Callable[..., DataFrame]
