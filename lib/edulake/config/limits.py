"""What files may be."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """What a delivered file may be at most; beyond it the file is refused with FILE_LIMIT.

    `snapshot_shrink` is the share of its predecessor's records that a snapshot may lack (SNAPSHOT_SHRUNK beyond it).
    `archive_bytes` is the sum of what a zip unpacks to, `compression_ratio` that sum to the size of the zip.
    """

    file_bytes: int = 5 * 1024**3
    record_bytes: int = 1024**2
    columns: int = 2_000
    compression_ratio: int = 100
    json_array_bytes: int = 512 * 1024**2
    snapshot_shrink: float = 0.2
    archive_bytes: int = 20 * 1024**3
    archive_entries: int = 1_000
