"""Whether little lies where the work is: there, code that is made for each query costs more than it saves."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from edulake.config.load import platform
from edulake.config.place import scheme

if TYPE_CHECKING:
    from edulake.config.settings import Settings

# Files of landing and warehouse, in bytes: docs/speed.md says what was measured at which size.
LITTLE = 32 * 1024**2
# A packed file of landing holds about ten times its bytes of text; all tables made of a text take its bytes together.
PACKED = {".gz": 10, ".bz2": 10, ".zip": 10, ".parquet": 10}
# Expressions are evaluated as they stand, row by row; the other is Spark's default.
INTERPRETED = {"spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN"}
COMPILED = {"spark.sql.codegen.wholeStage": "true", "spark.sql.codegen.factoryMode": "FALLBACK"}


def is_little(settings: Settings) -> bool:
    """Whether the files of landing, unpacked, and those of the warehouse are less than LITTLE together.

    False where that is not known: on a platform, on object stores and in catalogs, where a folder is a link to another,
    and where a source is a database, a topic or a list behind an API.
    """
    if platform() != "local" or settings.folder is None or scheme(settings.landing):
        return False
    if any(source.database or source.kafka or source.rest for source in settings.sources.values()):
        return False
    places = {settings.landing: PACKED, str(settings.folder): {}}
    left = LITTLE
    for place, packed in places.items():
        for folder, folders, names in os.walk(place):
            if any(Path(folder, name).is_symlink() for name in folders):
                return False
            paths = [Path(folder, name) for name in names]
            left -= sum(_size(path) * packed.get(path.suffix.lower(), 1) for path in paths)
            if left <= 0:
                return False
    return True


def _size(path: Path) -> int:
    """0 for a file that went in the meantime."""
    try:
        return path.stat().st_size
    except OSError:
        return 0
