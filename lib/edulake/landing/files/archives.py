"""Zips in a landing folder: what lies in one is delivered like what lies in a folder of its name.

Nothing is unpacked to be listed: an entry is known by the hash of its content, read from the archive. Only an
entry that is to be loaded is copied out, under that hash, so that no name in an archive ever reaches the disk.
"""

from __future__ import annotations

import errno
import re
import shutil
import stat
import struct
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from edulake.landing.files.listing import (
    BLOCK,
    changed_at,
    described,
    digest,
    digest_if_readable,
    digest_of,
    looked_into,
    unknown,
)
from edulake.landing.files.names import is_archive, is_hidden
from edulake.landing.files.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from zipfile import ZipFile, ZipInfo

    from edulake.config.limits import Limits
    from edulake.landing.files.folder import Folder, Parts
    from edulake.landing.files.listing import DeliveredFile, Known

WITHIN = "!/"
ENCRYPTED = 0x1
PLAIN_KINDS = (0, stat.S_IFREG, stat.S_IFDIR)  # 0: written by a system without Unix modes
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ARCHIVES = (".zip", ".7z", ".rar", ".tar", ".tgz", ".jar")
UNSAFE_NAME = re.compile(r"\A/|\A[A-Za-z]:|(\A|/)\.\.(/|\Z)|[\x00-\x1f\x7f]")
# What zipfile raises for archives that are cut off or tampered with.
DAMAGE = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, NotImplementedError)


def list_entries(
    landing: Path, source: str, glob: str, limits: Limits, known: Known = unknown, folder: Folder | None = None
) -> list[DeliveredFile]:
    """The entries of the source's zips that match `glob`, as if each zip were a folder; sorted by name.

    A zip that must not be opened stands for itself, so that `unpacked` can say why. UnreadableError where the source's
    folder cannot be opened. What is `known` is not read to be hashed again.
    """
    folder = folder or looked_into(landing, source)
    return [file for zip_ in folder.archives for file in _matching(folder, zip_, landing, glob, limits, known)]


def entries_of(folder: Folder, zip_: Parts, limits: Limits) -> dict[str, ZipInfo] | Refusal | None:
    """The files in a zip by name, or why it must not be opened; found out once. None where the zip is gone."""
    path = folder.root.joinpath(*zip_)
    if path not in folder.packed:
        try:
            with _opened(path, limits) as (_, entries):
                folder.packed[path] = entries
        except Refusal as refusal:
            folder.packed[path] = refusal
        except FileNotFoundError:
            return None
        except OSError:
            folder.packed[path] = _damaged()
    return folder.packed[path]


def unpacked(file: DeliveredFile, folder: Path, limits: Limits) -> Path:
    """Where the file's own content lies: a copy in `folder` for an entry of a zip, else the file itself.

    Refusal for a zip that must not be opened, or that is no longer the one that was listed.
    """
    if not is_archive(file.path):
        return file.path
    copy = folder / f"entry-{file.sha256}{PurePosixPath(file.entry).suffix}"
    with _opened(file.path, limits) as (archive, entries):
        info = _sought(file, entries)
        if not copy.exists():
            with archive.open(info) as stream, copy.open("wb") as target:
                shutil.copyfileobj(stream, target, BLOCK)
    if digest(copy) != file.sha256:
        raise Refusal("FILE_CORRUPT", "the archive changed while it was read: deliver it again")
    return copy


def names_beside(file: DeliveredFile, limits: Limits) -> frozenset[str]:
    """Names of the files in the same folder, of the disk or of the archive; Refusal as in `unpacked`."""
    if not is_archive(file.path):
        return frozenset(path.name for path in file.path.parent.iterdir() if path.is_file())
    with _opened(file.path, limits) as (_, entries):
        _sought(file, entries)
        folder = PurePosixPath(file.entry).parent
        return frozenset(entry.name for name in entries if (entry := PurePosixPath(name)).parent == folder)


def content_beside(file: DeliveredFile, name: str, limits: Limits) -> bytes:
    """The content of a small file in the same folder; Refusal as in `unpacked`, or where it is not small."""
    if file.entry:
        with _opened(file.path, limits) as (archive, entries):
            entry = str(PurePosixPath(file.entry).with_name(name))
            with archive.open(entries[entry]) as stream:
                content = stream.read(limits.record_bytes + 1)
    else:
        with file.path.with_name(name).open("rb") as stream:
            content = stream.read(limits.record_bytes + 1)
    if len(content) > limits.record_bytes:
        raise Refusal("FILE_LIMIT", f"{name} is larger than {limits.record_bytes} bytes")
    return content


def _sought(file: DeliveredFile, entries: dict[str, ZipInfo]) -> ZipInfo:
    if file.entry not in entries:
        raise Refusal("FILE_CORRUPT", "the archive is damaged: deliver it again")
    return entries[file.entry]


def _matching(
    folder: Folder, zip_: Parts, landing: Path, glob: str, limits: Limits, known: Known
) -> list[DeliveredFile]:
    path, entries = folder.root.joinpath(*zip_), entries_of(folder, zip_, limits)
    if entries is None or not path.exists():
        return []
    archive_file = described(path, landing, sha256="")
    if not isinstance(entries, Refusal):
        names = {(*zip_, *name.split("/")): name for name in sorted(entries)}
        files = [_entry(archive_file, names[parts], entries, known) for parts in folder.matching(names, glob)]
        try:
            return files if all(file.sha256 for file in files) else _hashed(files, limits)
        except (Refusal, OSError):
            pass
    return [replace(archive_file, sha256=known(archive_file, changed_at(path)) or digest_if_readable(path))]


def _hashed(files: list[DeliveredFile], limits: Limits) -> list[DeliveredFile]:
    """Entries of one zip, whose content is read where it is not known; Refusal where that is damaged."""
    with _opened(files[0].path, limits) as (archive, entries):
        return [
            file if file.sha256 else replace(file, sha256=_digest(archive, _sought(file, entries))) for file in files
        ]


def _digest(archive: ZipFile, info: ZipInfo) -> str:
    with archive.open(info) as stream:
        return digest_of(stream)


def _entry(archive_file: DeliveredFile, name: str, entries: dict[str, ZipInfo], known: Known) -> DeliveredFile:
    file = replace(
        archive_file,
        name=f"{archive_file.name}{WITHIN}{name}",
        bytes=entries[name].file_size,
        hidden=archive_file.hidden or is_hidden(name.split("/")),
        entry=name,
    )
    return replace(file, sha256=known(file, changed_at(file.path)) or "")


@contextmanager
def _opened(path: Path, limits: Limits) -> Iterator[tuple[ZipFile, dict[str, ZipInfo]]]:
    """An archive and its files by name; whatever is wrong with it, before or while it is read, is a Refusal."""
    with path.open("rb") as stream:
        try:
            with zipfile.ZipFile(stream) as archive:
                yield archive, _checked(archive.infolist(), path.stat().st_size, limits)
        except DAMAGE:
            raise _damaged() from None
        except OSError as error:
            if error.errno != errno.EINVAL:  # a full disk is not the archive's fault, a seek before its start is
                raise
            raise _damaged() from None


def _damaged() -> Refusal:
    return Refusal("FILE_CORRUPT", "not a whole zip: deliver it again")


def _checked(infos: list[ZipInfo], size: int, limits: Limits) -> dict[str, ZipInfo]:
    """The files of an archive by name, with / between folders; Refusal unless every one of them is harmless."""
    if len(infos) > limits.archive_entries:
        raise Refusal("FILE_LIMIT", f"more than {limits.archive_entries} files in an archive")
    # A reader stops at the size that an entry declares, so the declared sizes bound what is unpacked. The sum is
    # held against the archive itself: entries of a bomb may share their compressed bytes.
    total = sum(info.file_size for info in infos)
    if total > min(limits.archive_bytes, max(size, BLOCK) * limits.compression_ratio):
        raise Refusal("FILE_LIMIT", "unpacks to more than is allowed")
    for info in infos:
        fault = _fault(info)
        if fault:
            raise Refusal("FILE_ARCHIVE", fault)
    files = [(_plain(info.filename), info) for info in infos if not info.filename.endswith(("/", "\\"))]
    if len({name.casefold() for name, _ in files} - {""}) < len(files):
        raise Refusal("FILE_ARCHIVE", "two files in the archive have one name: pack it again")
    return dict(files)


def _plain(name: str) -> str:
    """An entry's name with / between folders, whatever system packed it, and without empty steps."""
    return "/".join(part for part in name.replace("\\", "/").split("/") if part not in ("", "."))


def _fault(info: ZipInfo) -> str | None:
    """Why an entry must not be unpacked, without its name, which may be made up; None where nothing is wrong."""
    name = info.filename.replace("\\", "/")
    faults = {
        "a name in the archive leaves its folder: pack it again": UNSAFE_NAME.search(name),
        "a link or device in the archive: pack files only": stat.S_IFMT(info.external_attr >> 16) not in PLAIN_KINDS,
        "the archive is encrypted: deliver it without a password": info.flag_bits & ENCRYPTED,
        "an archive in the archive: pack the files themselves": name.lower().endswith(ARCHIVES),
        "packed by a rare method: use deflate, which every zip program offers": info.compress_type not in METHODS,
    }
    return next((fault for fault, found in faults.items() if found), None)
