"""Every byte of a folder, decoded: what files of it hold a text, whatever packed it.

Parquet is read page by page (dictionaries, minima and maxima of its footer as well), whether a table still knows the
file or not; deletion vectors, logs, checkpoints and checksums are read as bytes, and what looks like base64 decoded.
"""

from __future__ import annotations

import base64
import gzip
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")
BASE64 = re.compile(rb"(?:[A-Za-z0-9+/]{4}){4,}")


def holding(folder: Path, texts: Iterable[str]) -> dict[str, set[str]]:
    """By text, the files below the folder that hold it, in their names or anywhere in what they say."""
    found: dict[str, set[str]] = {text: set() for text in texts}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = b"\n".join(_decoded(path))
        for text, files in found.items():
            if any(text.encode(encoding) in content for encoding in ENCODINGS):
                files.add(path.relative_to(folder).as_posix())
    return found


def _decoded(path: Path) -> Iterator[bytes]:
    raw = path.read_bytes()
    yield str(path).encode()
    yield raw
    if raw[:2] == b"\x1f\x8b":
        yield gzip.decompress(raw)
    if raw[:4] == b"PAR1":
        yield from _parquet(path)
        return
    for packed in BASE64.findall(raw):
        yield base64.b64decode(packed)


def _parquet(path: Path) -> Iterator[bytes]:
    file = pq.ParquetFile(path)
    yield repr(file.metadata.metadata).encode()
    for group in range(file.metadata.num_row_groups):
        for column in range(file.metadata.num_columns):
            statistics = file.metadata.row_group(group).column(column).statistics
            if statistics is not None and statistics.has_min_max:
                yield f"{statistics.min}\n{statistics.max}".encode()
    for batch in file.iter_batches():
        for column in batch.columns:
            yield from _texts(column.to_pylist())


def _texts(values: Any) -> Iterator[bytes]:
    if isinstance(values, dict):
        values = [*values.keys(), *values.values()]
    if isinstance(values, list | tuple):
        for value in values:
            yield from _texts(value)
    elif isinstance(values, bytes):
        yield values
    elif values is not None:
        yield str(values).encode()
