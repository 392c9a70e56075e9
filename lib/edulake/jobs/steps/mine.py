"""Somebody's own files for a demo: what they are taken for, copies of those that ask nothing, and where that lies."""

from __future__ import annotations

import re
import shutil
import tomllib
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import TYPE_CHECKING

from edulake.config.load import load, platform
from edulake.config.place import as_path, scheme
from edulake.errors import ConfigError, UnreadableError
from edulake.landing.files.names import printable
from edulake.landing.suggest import proposal
from edulake.landing.suggest.table import tidied

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edulake.config.settings import Settings
    from edulake.landing.suggest.block import Block
    from edulake.landing.suggest.kinds import Kind

# What lies in a demo's own folder, beside its tables and its page.
CONF, LANDING, WAREHOUSE = "sources.toml", "landing", "warehouse"
_NAMED = re.compile(r"(?m)^(?:# )?\[sources\.([A-Za-z0-9_-]+)\]$")


def placed(path: Path, warehouse: str | None, settings: Settings, *, is_shown: bool = True) -> Settings:
    """The settings of a demo of the files at `path`, in a folder of its own below `warehouse`, else a temporary one.

    Their blocks are written there, and the files of those that ask nothing are copied there. Where the blocks lie there
    from the last time, with answers, they count as they are. UnreadableError where no file is left.
    """
    from edulake.serving import suggestions

    with TemporaryDirectory(prefix="edulake-mine-") as scratch:
        found = suggestions.kinds_of([path], Path(scratch))
        system = suggestions.named("", path)
        blocks = proposal.blocks(found, system)
        if is_shown:
            suggestions.show(found, blocks, suggestions.written(blocks))
        home = _home(path, warehouse, system)
        conf = home / CONF
        _write(suggestions.written(blocks), path, conf)
        every = load(str(conf), platform=platform()).sources
        ours = ready(blocks, conf)
        _must_be_some(ours, path, conf)
        shutil.rmtree(home / LANDING, ignore_errors=True)
        for block in ours:
            # A standard has one block for all of its kinds of files.
            of = [kind for kind in found if kind.standard and kind.standard == block.says.get("standard")]
            _deliver(of or [block.kind], path, home / LANDING / block.folder)
    return replace(
        settings,
        landing=str(home / LANDING),
        warehouse=str(home / WAREHOUSE),
        sources={block.name: every[block.name] for block in ours},
    )


def ready(blocks: Sequence[Block], conf: Path) -> list[Block]:
    """The blocks that are in `conf` and ask nothing, or nothing any more: what is said of them there was changed."""
    said = _sources(conf.read_text("utf-8"))
    return [
        block
        for block in blocks
        if block.name in said and not (block.asks and said[block.name] == _sources(block.toml()).get(block.name))
    ]


def left_out(settings: Settings) -> list[str]:
    """The blocks in the file of a demo that is placed without which it does: what they ask is not answered there."""
    text = Path(settings.warehouse).with_name(CONF).read_text("utf-8")
    return [name for name in _NAMED.findall(text) if name not in settings.sources]


def _sources(text: str) -> dict[str, object]:
    sources: dict[str, object] = tomllib.loads(text).get("sources", {})
    return sources


def _home(path: Path, warehouse: str | None, system: str) -> Path:
    """A folder for its owner alone, called as the system; ConfigError where it cannot be one of this machine."""
    if warehouse and scheme(as_path(warehouse)):
        raise ConfigError(f"{warehouse} is no folder", "files are copied to this machine", "choose another --warehouse")
    whole = path.resolve()
    below = Path(as_path(warehouse)).resolve() if warehouse else None
    if below and whole.is_dir() and below.is_relative_to(whole):
        why = "copies would be looked at as files the next time"
        raise ConfigError("the demo cannot lie in the folder that it looks at", why, "choose another --warehouse")
    home = (below or Path(mkdtemp(prefix="edulake-mine-"))) / system
    home.mkdir(parents=True, exist_ok=True)
    if any(home.iterdir()) and not (home / CONF).is_file():
        raise ConfigError(f"{home} is not empty", "nothing is written over", "choose another --warehouse")
    home.chmod(0o700)
    return home


def _write(text: str, path: Path, conf: Path) -> None:
    """The blocks as a file that says whose they are; one that is there stays. ConfigError where it is of others."""
    head = (
        f"# Of the files in {printable(str(path.resolve()))}: answers to what is asked, and corrections, are kept.\n\n"
    )
    if not conf.exists():
        conf.write_text(head + text, "utf-8")
    elif not conf.read_text("utf-8").startswith(head):
        raise ConfigError(f"{conf} is of other files", "nothing is written over", "choose another --warehouse")


def _must_be_some(ours: Sequence[Block], path: Path, conf: Path) -> None:
    if ours:
        return
    raise UnreadableError(
        f"nothing in {path} can be used as it is",
        "its files ask what they do not say, or cannot be read",
        f"answer in {conf}, then call it again with --warehouse {conf.parents[1]}",
    )


def _deliver(of: Sequence[Kind], path: Path, folder: Path) -> None:
    """Copies of files, as they lie to each other, of the same age: the next time they are what is there.

    ConfigError for two that would be called the same.
    """
    for kind, table in [(one, table) for one in of for table in one.tables]:
        place = table.path.relative_to(path) if path.is_dir() else Path(table.path.name)
        target = folder / place.with_name(kind.copied(table))
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists():
            why = f"{table.path.name} has to be written anew, as CSV"
            raise ConfigError(f"two files would be called {target.name}", why, "call one of them otherwise")
        if kind.is_tidy:
            shutil.copyfile(table.path, target)
        else:
            tidied(table, target)
        shutil.copystat(table.path, target)
