"""What lies outside of the tables: files of landing, files right beside the warehouse, and those of the drop."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from edulake.jobs.steps.erase.landing import held, naming
from edulake.jobs.steps.erase.landing import words as pattern
from edulake.landing.files.taken import delete

if TYPE_CHECKING:
    from collections.abc import Callable

    from edulake.jobs.steps.erase.landing import Found
    from edulake.store.store import Store

STAYS = ": bronze does not hold all of it as it is now, and it stays with --with-landing"
BEYOND = "beyond this: backups, what was published or sent, and what the sources themselves still hold"


def say(tell: Callable[[str], None], store: Store, landing: Path, words: set[str]) -> None:
    """Say which files name somebody; one whose name does is only counted."""
    found, loaded = naming(landing, words), held(store, landing)
    for path in found.files:
        tell(f"erase   landing names them: {_told(path, landing, words)}{'' if path in loaded else STAYS}")
    closed = found.closed
    for where, made in _made(store, words).items():
        closed += made.closed
        for path in made.files:
            tell(f"erase   {where}: {_told(path, path.parent, words)} names them")
    if closed:
        tell(f"erase   {closed} files could not be looked into (Parquet, databases, other archives)")
    tell(f"erase   {BEYOND}")


def deleted(tell: Callable[[str], None], store: Store, landing: Path, words: set[str]) -> int:
    """Delete the files of landing that name somebody and that bronze holds; the records of others are there."""
    loaded = held(store, landing)
    count = delete(loaded[path] for path in naming(landing, words).files if path in loaded)
    if count:
        tell(f"erase   landing: {count} files deleted")
    return count


def _made(store: Store, words: set[str]) -> dict[str, Found]:
    """What edulake itself may have made of the tables: files right beside the warehouse, and those of the drop.

    Other folders there are not looked into: they are somebody else's.
    """
    root, drop = store.root, store.settings.publish.drop
    made = {}
    if root and root.parent != root.parent.parent:
        made["beside the warehouse"] = naming(root.parent, words, deep=False)
    if drop:
        made["in the drop"] = naming(Path(drop).absolute(), words)
    return made


def _told(path: Path, folder: Path, words: set[str]) -> str:
    """A file's name, where that names nobody."""
    name = str(path.relative_to(folder)) if folder in path.parents else path.name
    return "a file that has an id in its name" if pattern(words).search(name.encode()) else name
