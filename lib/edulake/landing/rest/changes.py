"""Resources of an API that numbers its changes, pulled as one folder each: what changed, and what was deleted.

The newest version is asked for first, and all lists are read up to it. A resource's folder gets its name, which says
that version, when all of its pages and deletes are there: the next pull goes on from the name. What is killed or fails
before leaves nothing, and is asked for again. There is no state beside the names of folders, and of files that bronze
holds; a resource without changes is an empty folder, one that the API does not give is one of version 0, of which
nothing was pulled. Only the newest empty folder of a resource is kept.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import filecmp
import os
import shutil
import time
from typing import TYPE_CHECKING, NamedTuple

from edulake.contract.pulled import Window, window_name, windows
from edulake.errors import EdulakeError, UnreadableError, of_system
from edulake.landing.rest.client import Client
from edulake.landing.rest.failures import AwayError, NotGivenError
from edulake.landing.rest.resources import Resource
from edulake.landing.rest.versions import known

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from edulake.config.change_versions import ChangeVersions
    from edulake.config.rest import Rest
    from edulake.landing.rest.failures import Waiting
    from edulake.landing.rest.versions import Known

HALF = ".window-"
# What a killed pull left is nobody's any more after so many seconds.
LEFT_FOR = 24 * 3600
# Names tell pulls apart by it.
SECOND = dt.timedelta(seconds=1)
READ_ALL = "let it be read as a whole with --accept-loss; what was deleted in between stays"


class Changing(NamedTuple):
    """The resources of a block, and how large a file of one may be; whether what was lost is accepted in this run."""

    block: str
    rest: Rest
    versions: ChangeVersions
    resources: tuple[str, ...]
    most_bytes: int
    accepts_loss: bool = False


class Changes(NamedTuple):
    """What a pull brought: up to which version, how many objects and deletes of how many resources, what failed."""

    version: int
    objects: int
    deletes: int
    resources: int
    not_given: tuple[str, ...]
    errors: tuple[EdulakeError, ...]


def pull(changing: Changing, folder: Path, held: Iterable[str], waiting: Waiting, now: dt.datetime) -> Changes | None:
    """Pull what changed of each resource into `folder`; None where all were pulled a moment ago.

    `held` are names of files that bronze holds, whether they are still there or not. UnreadableError where the API does
    not tell its versions, or nothing can be written; what fails of one resource is among the errors.
    """
    try:
        return _pulled(changing, folder, held, waiting, now)
    except OSError as error:
        raise UnreadableError("a pull cannot be written", of_system(error), f"check {folder}") from None


def _pulled(
    changing: Changing, folder: Path, held: Iterable[str], waiting: Waiting, now: dt.datetime
) -> Changes | None:
    names = [name.split("/")[1] for name in held if name.count("/") > 1]
    last = windows(changing.block, [*names, *(path.name for path in _folders(folder))])
    pause = dt.timedelta(minutes=changing.rest.every_minutes)
    due = [one for one in changing.resources if one not in last or abs(now - last[one].began_at) >= pause]
    if not due:
        return None
    client = Client(changing.rest, waiting)
    answer = client.get(changing.versions.url)
    versions, began_at = known(answer), answer.said_at or now
    folder.mkdir(mode=0o700, exist_ok=True)
    _tidy(folder)
    objects, deletes, brought, not_given, errors = 0, 0, 0, [], []
    for resource in due:
        window = last.get(resource)
        at = max(began_at, window.began_at + SECOND) if window else began_at
        try:
            after = _after(changing, window, versions)
            if after == versions.newest:
                continue
            pulling = Resource(client, changing.rest, resource, changing.most_bytes, waiting)
            counts = _landed(changing, pulling, folder, versions, after, at)
            objects, deletes, brought = objects + counts[0], deletes + counts[1], brought + any(counts)
        except NotGivenError as error:
            if resource in changing.versions.resources or (window and window.version):
                errors.append(_of(resource, error))
                continue
            not_given.append(resource)
            _named(changing.block, resource, folder, Window(at, 0), _half(folder))
        except UnreadableError as error:
            errors.append(_of(resource, error))
            if isinstance(error, AwayError) and not _answers(client, changing.versions.url):
                break
    if len(not_given) == len(changing.resources):
        errors.append(UnreadableError("the API gives none of the resources", "", "check url, rights and scope"))
    return Changes(versions.newest, objects, deletes, brought, tuple(not_given), tuple(errors))


def _answers(client: Client, url: str) -> bool:
    """Whether it is one list alone that cannot be had."""
    try:
        client.get(url)
    except UnreadableError:
        return False
    return True


def _after(changing: Changing, last: Window | None, versions: Known) -> int | None:
    """After which version changes are to be asked for; None for all that there is.

    UnreadableError where the API cannot tell of them any more: all is read again only where somebody says so.
    """
    if not last or not last.version:
        return None
    lost = versions.lost(last.version)
    if lost and not changing.accepts_loss:
        raise UnreadableError("the API no longer tells what changed", lost, READ_ALL)
    return None if lost else last.version


def _landed(
    changing: Changing, pulling: Resource, folder: Path, versions: Known, after: int | None, at: dt.datetime
) -> tuple[int, int]:
    """The resource's folder under its name; how many objects and deletes came."""
    half = _half(folder)
    try:
        asked = versions.asked if after is None else versions.since(after, changing.versions.overlap)
        objects, deletes = pulling.objects(half, asked), pulling.deletes(half, asked)
        if after is not None and changing.versions.key_changes:
            objects += pulling.with_other_keys(half, asked)
        older = _folders(folder, changing.block, pulling.name)
        for path in [path for path in half.rglob("*") if path.is_file()]:
            os.utime(path, (at.timestamp(), at.timestamp()))
            _away_if_known(path, path.relative_to(half), older)
        _named(changing.block, pulling.name, folder, Window(at, versions.newest), half)
    finally:
        shutil.rmtree(half, ignore_errors=True)
    return objects, deletes


def _half(folder: Path) -> Path:
    half = folder / f"{HALF}{os.urandom(8).hex()}"
    half.mkdir(mode=0o700)
    return half


def _away_if_known(path: Path, place: Path, older: list[Path]) -> None:
    """Away with a file where the newest one of its place says the same: the overlap alone."""
    newest = next((one / place for one in reversed(older) if (one / place).is_file()), None)
    if newest and filecmp.cmp(newest, path, shallow=False):
        path.unlink()


def _named(block: str, resource: str, folder: Path, window: Window, half: Path) -> None:
    """The folder under its name, without folders in which nothing is; those before it go that are empty."""
    older = _folders(folder, block, resource)
    _emptied(half)
    half.rename(folder / window_name(block, resource, window))
    for path in older:
        _emptied(path)
        with contextlib.suppress(OSError):
            path.rmdir()


def _emptied(folder: Path) -> None:
    """Away with the folders within one in which nothing is."""
    for within in sorted((path for path in folder.rglob("*") if path.is_dir()), reverse=True):
        with contextlib.suppress(OSError):
            within.rmdir()


def _folders(folder: Path, block: str = "", resource: str = "") -> list[Path]:
    """The folders within one, the oldest window first; of a resource's windows where it is named."""
    found = [path for path in folder.iterdir() if path.is_dir()] if folder.is_dir() else []
    if not block:
        return found
    ours = ((windows(block, [path.name]).get(resource), path) for path in found)
    return [path for _, path in sorted((window, path) for window, path in ours if window)]


def _of(resource: str, error: EdulakeError) -> EdulakeError:
    return type(error)(f"{resource}: {error.what}", error.why, error.fix)


def _tidy(folder: Path) -> None:
    """Away with what pulls left that were killed."""
    for path in folder.glob(f"{HALF}*"):
        with contextlib.suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > LEFT_FOR:
                shutil.rmtree(path)
