"""Every table of edulake, in the order in which data reaches them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake import bronze, gold, ops, silver

if TYPE_CHECKING:
    from edulake.contract import Table

TABLES: tuple[Table, ...] = (*bronze.TABLES, *silver.TABLES, *gold.TABLES, *ops.TABLES)
