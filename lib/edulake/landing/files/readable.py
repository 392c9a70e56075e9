"""A delivered file that was looked at, and may be loaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from edulake.landing.files.listing import DeliveredFile
    from edulake.landing.files.profile import Profile


@dataclass(frozen=True)
class ReadableFile:
    """A file to load: `path` is what Spark opens (a copy, where one was needed).

    A `snapshot` holds every record there is.
    """

    file: DeliveredFile
    profile: Profile
    path: Path
    snapshot: bool = False
