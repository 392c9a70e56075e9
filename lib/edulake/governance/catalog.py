"""Every table of edulake, in the order of the data's way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake import bronze, gold, ml, silver
from edulake.ops import tables

if TYPE_CHECKING:
    from edulake.contract.table import Table

TABLES: tuple[Table, ...] = (*bronze.TABLES, *silver.TABLES, *gold.TABLES, *ml.TABLES, *tables.TABLES)
