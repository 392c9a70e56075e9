"""What the commit of a load says of itself, so that which files it brought is known without reading them again.

Delta keeps a text with each commit. One that would be very long says everything but the files.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from edulake.contract.raw import Provenance
from edulake.ops.deliveries import Delivered
from edulake.store.small_rows import micros, utc

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from edulake.store.delta_log import Commit

JOB = "bronze_ingest"
# Beyond this, a commit is a burden to everybody who reads the log: some 2,000 files.
LONGEST = 512 * 1024


class File(NamedTuple):
    """A file of a load; of some formats only Spark can count the `records` (None)."""

    source: str
    provenance: Provenance
    records: int | None
    note: str | None = None


class Said(NamedTuple):
    """A load: its run and when that began, its batch, the records that each source delivered, and its files, which
    are None where they are not all known.
    """

    run_id: str
    started_at: dt.datetime
    batch: int
    delivered: Mapping[str, int]
    files: tuple[File, ...] | None

    def text(self) -> str:
        """As JSON, without the files where that is too long."""
        known = {"job": JOB, "run_id": self.run_id, "started_at": micros(self.started_at), "batch": self.batch}
        known["delivered"] = dict(self.delivered)
        files = None if self.files is None else [_plain(file) for file in self.files]
        text = json.dumps({**known, "files": files})
        return text if len(text) <= LONGEST else json.dumps({**known, "files": None})

    def rows(self, version: int) -> list[Delivered] | None:
        """The files as rows of ops.deliveries, as of the commit's version; None where something is not known."""
        if self.files is None or any(file.records is None for file in self.files):
            return None
        return [
            Delivered(
                source_system=file.source,
                **file.provenance._asdict(),
                batch_number=self.batch,
                records=file.records or 0,
                ingestion_timestamp=self.started_at,
                run_id=self.run_id,
                bronze_version=version,
                checked_version=version,
                note=file.note,
            )
            for file in self.files
        ]

    @property
    def notes(self) -> dict[tuple[str, str], str]:
        """What is noted of files, by source and name."""
        return {(file.source, file.provenance.source_file): file.note for file in self.files or () if file.note}


def said_by(commit: Commit) -> Said | None:
    """What a commit says, if it is one of a load."""
    try:
        known = json.loads(commit.note)
    except ValueError:
        return None
    if not isinstance(known, dict) or known.get("job") != JOB:
        return None
    files = None if known["files"] is None else tuple(_file(values) for values in known["files"])
    return Said(known["run_id"], utc(known["started_at"]), known["batch"], known["delivered"], files)


def _plain(file: File) -> list[object]:
    """A file as a commit says it: in this order, which those of all warehouses have."""
    of = file.provenance
    modified_at, delivered_at = micros(of.source_file_modified_at), micros(of.delivered_at)
    known = (of.source_file, of.source_file_sha256, of.source_file_bytes, modified_at, delivered_at, of.is_snapshot)
    return [file.source, *known, file.records, file.note]


def _file(values: list[Any]) -> File:
    source, name, sha256, size, modified_at, delivered_at, is_snapshot, *others = values
    return File(source, Provenance(name, sha256, utc(modified_at), size, utc(delivered_at), is_snapshot), *others)
