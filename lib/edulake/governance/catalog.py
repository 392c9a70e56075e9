"""Every table of edulake, in the order of the data's way; `python -m edulake.governance.catalog` lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake import bronze, gold, ml, silver
from edulake.ops import tables

if TYPE_CHECKING:
    from edulake.contract.table import Table

TABLES: tuple[Table, ...] = (*bronze.TABLES, *silver.TABLES, *gold.TABLES, *ml.TABLES, *tables.TABLES)


def markdown() -> str:
    """The catalogue as a Markdown table."""
    rows = [(str(t), t.meaning, ", ".join(t.key) or "–", ", ".join(t.cluster_by)) for t in TABLES]
    lines = [("table", "what it holds", "key", "clustered by"), ("---",) * 4, *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


if __name__ == "__main__":
    print(markdown(), end="")
