"""When and how tables are clustered. Data only: standard library."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Maintenance:
    """When and how tables are clustered: once `unclustered_share` of a table's bytes came since the last time.

    Under `smallest_table_bytes` nobody gains from it, but for a table of more than `many_files` files that are smaller
    than `smallest_file_bytes` on average: to open them takes longer than to read them. Files of
    `bytes / files_per_table` (within the two bounds) let a read of one student skip most of a table.
    """

    smallest_table_bytes: int = 16 * 1024**2
    unclustered_share: float = 0.2
    many_files: int = 200
    files_per_table: int = 64
    smallest_file_bytes: int = 2 * 1024**2
    largest_file_bytes: int = 256 * 1024**2
