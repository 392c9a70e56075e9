"""The machine, and the places where data lies: there, writable, private, with room, and not from the future."""

from __future__ import annotations

import os
import platform
import shlex
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from edulake.config import load
from edulake.config.place import scheme
from edulake.platforms.doctor.finding import BROKEN, OK, UNREADABLE, WARNING, Finding

if TYPE_CHECKING:
    from edulake.config.settings import Settings

GIB = 2**30
LITTLE_MEMORY = 3 * GIB
LITTLE_ROOM = 5 * GIB
NO_ROOM = GIB // 2
CLOCK_SKEW_SECONDS = 5
OTHERS = 0o077
WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")


def machine(settings: Settings) -> Finding:
    del settings
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    found = (
        f"{load.platform()}: {platform.system()} {platform.machine()}, {os.cpu_count()} cores, {memory / GIB:.0f} GiB"
    )
    if memory < LITTLE_MEMORY:
        return Finding("platform", WARNING, found, "Spark wants 3 GiB of memory or more")
    return Finding("platform", OK, found)


def warehouse(settings: Settings) -> Finding:
    if settings.catalog:
        return Finding("warehouse", OK, f"catalog {settings.catalog}: not looked at, it takes a session")
    folder = settings.folder
    if folder is None:
        return Finding("warehouse", OK, f"{settings.warehouse}: not looked at, it takes a session")
    place = _nearest(folder)
    if folder.exists() and not (folder.is_dir() and os.access(folder, os.R_OK)):
        fix = f"choose another folder with --warehouse, or chmod u+rwx {folder}"
        return Finding("warehouse", BROKEN, f"{folder} is no readable folder", fix, UNREADABLE)
    if not os.access(place, os.W_OK | os.X_OK):
        return Finding("warehouse", BROKEN, f"{place} cannot be written", f"chmod u+rwx {place}", UNREADABLE)
    if place != folder:
        return Finding("warehouse", OK, f"{folder}: the first run makes it")
    tables = len(list(folder.glob("*/*/_delta_log")))
    return Finding("warehouse", OK, f"{folder}: {tables} tables")


def permissions(settings: Settings) -> Finding:
    """Student data is for its owner's eyes alone."""
    folder = settings.folder
    if folder is None or not folder.is_dir():
        return Finding("permissions", OK, "no folder of ours yet: it will be for you alone")
    mode = folder.stat().st_mode & 0o777
    if mode & OTHERS:
        return Finding("permissions", WARNING, f"others can enter {folder} ({mode:o})", f"chmod -R go= {folder}")
    return Finding("permissions", OK, f"the warehouse is for you alone ({mode:o})")


def landing(settings: Settings) -> Finding:
    if scheme(settings.landing):
        return Finding("landing", OK, f"{settings.landing}: not looked at, it takes a session")
    folder = Path(settings.landing).absolute()
    if not folder.is_dir():
        fix = f"mkdir -p {shlex.quote(str(folder))}, with a folder for each source in it, or give --landing"
        return Finding("landing", WARNING, f"{folder} does not exist", fix)
    if not os.access(folder, os.R_OK | os.X_OK):
        return Finding("landing", BROKEN, f"{folder} cannot be read", f"chmod u+rx {folder}", UNREADABLE)
    sources = sorted(path.name for path in folder.iterdir() if path.is_dir() and not path.name.startswith((".", "_")))
    if not sources:
        fix = f"put files into {folder}/SOURCE/; edulake suggest FILES --out my.toml says how they are read"
        return Finding("landing", WARNING, f"{folder} has no folder of a source", fix)
    if workbook := next((path for path in folder.glob("*/**/*") if path.suffix.lower() in WORKBOOKS), None):
        fix = (
            f"edulake suggest {shlex.quote(str(workbook))} --tidy {shlex.quote(str(workbook.parent))} writes it as CSV"
        )
        return Finding("landing", WARNING, f"{workbook} is a workbook, which no job reads", fix)
    return Finding("landing", OK, f"{folder}: {', '.join(sources)}")


def disk(settings: Settings) -> Finding:
    """The least room of the warehouse's disk and the one for temporary files, where Spark shuffles."""
    folders = [_nearest(Path(tempfile.gettempdir())), settings.folder]
    room = {folder: shutil.disk_usage(_nearest(folder)).free for folder in folders if folder}
    folder = min(room, key=lambda each: room[each])
    found = f"{room[folder] / GIB:,.0f} GiB free at {folder}"
    if room[folder] < NO_ROOM:
        return Finding("disk", BROKEN, found, f"make room (df -h {folder}), or choose another --warehouse", UNREADABLE)
    if room[folder] < LITTLE_ROOM:
        return Finding("disk", WARNING, found, "a run writes several times the size of its input: make room")
    return Finding("disk", OK, found)


def clock(settings: Settings) -> Finding:
    """Versions and time travel go by the clock: ours against the disk's, and against the newest commit."""
    folder = settings.folder
    place = _nearest(folder or Path(tempfile.gettempdir()))
    zone = time.strftime("%Z")
    if os.access(place, os.W_OK):
        with tempfile.NamedTemporaryFile(dir=place, prefix=".edulake-clock-") as probe:
            apart = Path(probe.name).stat().st_mtime - time.time()
        if abs(apart) > CLOCK_SKEW_SECONDS:
            fix = "let both keep time by NTP"
            return Finding("clock", WARNING, f"the disk's clock is {apart:+.0f} s from this machine's", fix)
    logs = folder.glob("*/*/_delta_log/*.json") if folder else ()
    ahead = max((path.stat().st_mtime for path in logs), default=0) - time.time()
    if ahead > CLOCK_SKEW_SECONDS:
        found = f"the newest commit is {ahead:.0f} s in the future"
        return Finding("clock", WARNING, found, "this machine's clock is behind: let it keep time by NTP")
    return Finding("clock", OK, f"agrees with the disk; time zone {zone}, tables are in UTC")


def _nearest(folder: Path) -> Path:
    """The folder, or the nearest one above it that exists."""
    return next(path for path in (folder, *folder.parents) if path.is_dir())
