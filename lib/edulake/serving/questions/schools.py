"""Schools and school years in questions: what they are called, and which year is the newest.

Each question about the students of schools on the census day leaves out the same schools: it counts the same students.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from edulake.contract.table import Table

ON_THE_PAGE = "the terminal answers three questions of a district, the page that the demo makes all of them"
# In a query of which each row has both; the source is said where there are several.
NAME = """CASE WHEN min(source_system) OVER () = max(source_system) OVER () THEN school_id
            ELSE concat(source_system, ' ', school_id) END"""
# As people write it, 2024/25.
YEAR = "concat(CAST(school_year - 1 AS STRING), '/', substr(CAST(school_year AS STRING), 3, 2))"

# The same of rows of which no year may be told: null.
MAYBE_YEAR = f"CASE WHEN school_year IS NOT NULL THEN {YEAR} END"


def newest(table: Table, condition: str = "members > 0") -> str:
    """The newest school year of the table with a row of which the condition holds: by default one with members."""
    return f"(SELECT max(school_year) FROM {table} WHERE {condition})"
