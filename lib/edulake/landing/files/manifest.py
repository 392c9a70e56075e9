"""The manifest.csv of a OneRoster delivery: for each file, whether it holds everything, changes, or is not there.

Without it nobody can say whether what a file lacks is gone, so a delivery that contradicts its manifest is
refused whole. That verdict is about the delivery: it falls as soon as the manifest or the files beside it change.
"""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal, cast, get_args

from edulake.landing.files.archives import content_beside, names_beside
from edulake.landing.files.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from edulake.config.limits import Limits
    from edulake.landing.files.listing import DeliveredFile

MANIFEST = "manifest.csv"
VERSIONS = ("1.1", "1.2")
Mode = Literal["absent", "bulk", "delta"]


@dataclass(frozen=True)
class Manifest:
    """Version of the standard, and the mode of each file by its name in lower case, without an ending."""

    version: str
    modes: Mapping[str, Mode]


@dataclass(frozen=True)
class Delivery:
    """A file called `name`, the names of all files delivered with it, and their manifest (None: there is none)."""

    name: str
    manifest: bytes | None
    names: frozenset[str]

    @property
    def fingerprint(self) -> str:
        """Changes with whatever a verdict on the delivery rests on."""
        hashed = hashlib.sha256(self.manifest or b"")
        hashed.update("/".join(sorted(self.names)).encode())
        return hashed.hexdigest()

    def is_snapshot(self) -> bool | None:
        """Whether the file holds every record there is (bulk) or changes only (delta); None: called absent, ignore it.

        Refusal with FILE_MANIFEST where there is no manifest, or the delivery is not what it says.
        """
        if self.manifest is None:
            raise Refusal("FILE_MANIFEST", f"no {MANIFEST} beside it: deliver the export whole")
        manifest = parsed(self.manifest)
        present = {_key(beside) for beside in self.names}
        missing = sorted(key for key, mode in manifest.modes.items() if mode != "absent" and key not in present)
        if missing:
            raise Refusal(
                "FILE_MANIFEST", f"{MANIFEST} announces {', '.join(missing)}: deliver what is missing, or say absent"
            )
        mode = manifest.modes.get(_key(self.name))
        if mode is None:
            raise Refusal("FILE_MANIFEST", f"{MANIFEST} does not name this file: say absent, bulk or delta")
        return None if mode == "absent" else mode == "bulk"


def delivery_of(file: DeliveredFile, limits: Limits) -> Delivery:
    """What `file` was delivered with; Refusal for an archive that must not be opened."""
    names = names_beside(file, limits)
    manifest = next((beside for beside in sorted(names) if beside.lower() == MANIFEST), None)
    name = PurePosixPath(file.name).name
    return Delivery(name, content_beside(file, manifest, limits) if manifest else None, names)


def parsed(content: bytes) -> Manifest:
    """A manifest from its bytes; case, blanks, quotes, a byte order mark and further properties do not matter.

    Refusal for text that is no manifest, a version other than 1.1 and 1.2, or a mode that does not exist.
    """
    values = _properties(content)
    version = values.get("oneroster.version")
    if version not in VERSIONS:
        raise Refusal("FILE_MANIFEST", f"{MANIFEST} gives no oneroster.version of {' or '.join(VERSIONS)}")
    modes = {key.removeprefix("file."): value for key, value in values.items() if key.startswith("file.")}
    if not set(modes.values()) <= set(get_args(Mode)):
        raise Refusal("FILE_MANIFEST", f"{MANIFEST} knows a mode other than {', '.join(get_args(Mode))}: correct it")
    return Manifest(version, cast("dict[str, Mode]", modes))


def _properties(content: bytes) -> dict[str, str]:
    """Names and values, in lower case; Refusal where a name stands twice with different values."""
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), skipinitialspace=True))
    except (UnicodeDecodeError, csv.Error):
        raise Refusal("FILE_MANIFEST", f"{MANIFEST} is not CSV in UTF-8: export it again") from None
    pairs = {(row[0].strip().lower(), row[1].strip().lower()) for row in rows if len(row) > 1}
    values = dict(pairs)
    if len(values) < len(pairs):
        raise Refusal("FILE_MANIFEST", f"{MANIFEST} says two things of one file: correct it")
    return values


def _key(name: str) -> str:
    """What a manifest calls a file: "users" for Users.csv and users.csv.gz."""
    return name.lower().partition(".csv")[0]
