"""The same tables as files, for tools that read those: FOLDER/schema/table.parquet, or .csv.

A file is written beside its place and takes it in one step; the manifest, which says of which versions the files are,
does so after it. A run that is killed in between leaves a file that the manifest does not know: the next one writes it
again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
from pyarrow import parquet

from edulake.config.publish import FORMATS
from edulake.errors import BalanceError, ContractError, EdulakeError, UnreadableError, of_system
from edulake.serving.publish import ledger, rows, transfer
from edulake.serving.publish.chosen import ACCESS
from edulake.serving.publish.ledger import Entry, Published
from edulake.serving.publish.postgres import REFUSED, Outcome
from edulake.serving.publish.transfer import Tally
from edulake.serving.spreadsheet import write_csv
from edulake.store.locks import TableLocks, private

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from edulake.serving.publish.postgres import Publisher
    from edulake.serving.publish.served import Field, Served

    Known = dict[str, Published]

MANIFEST = "manifest.json"
NAME = re.compile(r"\w+\.\w+")


def write(publisher: Publisher, chosen: Sequence[Served]) -> Outcome:
    """Have the folder say what the warehouse says; no file is written that does. Rosters are for row filters."""
    folder, outcome = Path(publisher.settings.drop).absolute(), Outcome()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with TableLocks(folder / ".locks", publisher.patience_seconds, None).holding("drop"):
            before = _read(folder / MANIFEST)
            units = publisher.units([served for served in chosen if served.schema != ACCESS], before)
            for served in (one for unit in units.values() for one in unit):
                _write(publisher, served, folder, before, outcome)
            _tidy(publisher, [served for served in chosen if served.schema != ACCESS], folder, before)
    except OSError as error:
        outcome.failures.append(UnreadableError("the drop cannot be written", of_system(error), f"check {folder}"))
    return outcome


def _write(publisher: Publisher, served: Served, folder: Path, before: Known, outcome: Outcome) -> None:
    name, mark = str(served), served.fingerprint(publisher.mark)
    path = folder / served.schema / f"{served.name}.{publisher.settings.drop_format}"
    now, held = ledger.made_from(publisher.view, served), before.get(name)
    try:
        ledger.must_not_be_gone(held, now)
    except UnreadableError as error:
        outcome.failures.append(error)
        return
    news = ledger.news(held, now, mark)
    if news == "older":
        publisher.say(f"publish  {name}: a later version lies in the drop already")
    if news == "older" or (news == "same" and held and path.is_file() and _digest(path) == held.checksum):
        return
    entry, tally = Entry(name, dt.datetime.now(dt.UTC)), Tally()
    beside = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(exist_ok=True, mode=0o700)
        _fill(beside, served, rows.of(publisher.view, served, publisher.secret, tally))
        there = rows.counted(publisher.view, served)
        if there not in (None, tally.rows + tally.refused) or ledger.made_from(publisher.view, served) != now:
            why = f"the warehouse has {there} rows, {tally.rows + tally.refused} were read"
            raise BalanceError(f"{name} does not balance", why, "its file is what it was: run it again")
        beside.replace(path)
    except EdulakeError as error:
        beside.unlink(missing_ok=True)
        outcome.failures.append(error)
        outcome.entries.append(Entry(name, entry.started_at, status="FAILED", note=error.what))
        return
    before[name] = Published(now, mark, served.key, tally.rows, _digest(path))
    _keep(folder / MANIFEST, before)
    entry.rows_read, entry.rows_refused, entry.rows_served = tally.rows + tally.refused, tally.refused, tally.rows
    entry.rows_inserted, entry.rows_updated, entry.rows_deleted = tally.rows, 0, 0
    entry.version_published, entry.made_from = ledger.newest(now), now
    if tally.refused:
        entry.status, entry.note = "PARTIAL", f"{REFUSED} {', '.join(sorted(tally.refused_in))}"
    outcome.entries.append(entry)


def _tidy(publisher: Publisher, chosen: Sequence[Served], folder: Path, known: Known) -> None:
    """Away with files that the manifest names and the settings do not any more: they would hold who was deleted.

    One in the format of before goes once there is one in that of now.
    """
    kept = {str(served) for served in chosen}
    for name in [name for name in known if NAME.fullmatch(name)]:
        paths = {format_: folder / f"{name.replace('.', '/')}.{format_}" for format_ in FORMATS}
        if name in kept and not paths[publisher.settings.drop_format].is_file():
            continue
        for format_, path in paths.items():
            if path.is_file() and (name not in kept or format_ != publisher.settings.drop_format):
                path.unlink()
                publisher.say(f"publish  {path.relative_to(folder)} is not chosen any more, and is deleted")
        if name not in kept:
            del known[name]
            _keep(folder / MANIFEST, known)


def _fill(path: Path, served: Served, batches: Iterator[pa.RecordBatch]) -> None:
    """A file of its owner's alone, with every row, and every column that is read."""
    batches = (transfer.with_json(batch, served.read) for batch in batches)
    with open(path, "wb", opener=private) as file:
        if path.name.endswith(".csv.new"):
            _as_csv(file.fileno(), served.read, batches)
        else:
            _as_parquet(file, served.read, batches)
        file.flush()
        os.fsync(file.fileno())


def _as_csv(descriptor: int, fields: Sequence[Field], batches: Iterator[pa.RecordBatch]) -> None:
    parts = (zip(*[column.to_pylist() for column in batch.columns], strict=True) for batch in batches)
    with open(descriptor, "w", encoding="utf-8", newline="", closefd=False) as text:
        write_csv(text, [of.name for of in fields], parts)


def _as_parquet(file: object, fields: Sequence[Field], batches: Iterator[pa.RecordBatch]) -> None:
    schema = pa.schema([(of.name, transfer.arrow_type(of.type)) for of in fields])
    with parquet.ParquetWriter(file, schema) as writer:
        for batch in batches:
            writer.write_batch(pa.RecordBatch.from_arrays(_typed(batch, schema), schema=schema))


def _typed(batch: pa.RecordBatch, schema: pa.Schema) -> list[pa.Array]:
    """The columns in the types of the contract, whatever the rows hold; ContractError where one is of another."""
    try:
        return [column.cast(of.type) for column, of in zip(batch.columns, schema, strict=True)]
    except pa.ArrowException:
        why = "a value has another type than the contract says"
        raise ContractError("a table is not as its contract says", why, "its file is what it was: rebuild it") from None


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read(path: Path) -> Known:
    """What the manifest says; nothing where it cannot be read: all of it is then written again."""
    try:
        said = json.loads(path.read_text("utf-8"))
        return {
            name: Published(
                {table: (id_, version) for table, (id_, version) in of["made_from"].items()},
                of["fingerprint"],
                tuple(of["key"]),
                of["rows"],
                of["sha256"],
            )
            for name, of in said.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _keep(path: Path, known: Known) -> None:
    said = {
        name: {
            "made_from": of.made_from,
            "fingerprint": of.fingerprint,
            "key": of.key,
            "rows": of.rows,
            "sha256": of.checksum,
        }
        for name, of in sorted(known.items())
    }
    beside = path.with_name(f".{path.name}.new")
    with open(beside, "w", encoding="utf-8", opener=private) as file:
        file.write(json.dumps(said, indent=2))
    beside.replace(path)
