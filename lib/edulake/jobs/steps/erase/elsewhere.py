"""What lies outside of the tables: files of landing, what was exported or drawn beside the warehouse, and databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.jobs.steps.erase.landing import held, naming
from edulake.jobs.steps.erase.landing import words as pattern

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from edulake.store.store import Store

BEYOND = "beyond this: backups, what was published or sent, and what the sources themselves still hold"


def say(tell: Callable[[str], None], store: Store, landing: Path, words: set[str]) -> None:
    """Say which files name somebody; one whose name does is only counted."""
    root = store.root
    found = naming(landing, words)
    loaded = held(store)
    for path in found.files:
        more = "" if loaded.has(path, landing) else ": it is not in bronze, and stays with --with-landing"
        tell(f"erase   landing names them: {_told(path, landing, words)}{more}")
    beside = naming(root.parent, words, apart=(root, landing)) if root else None
    for path in beside.files if beside else ():
        tell(f"erase   beside the warehouse: {_told(path, path.parent, words)} names them")
    closed = found.closed + (beside.closed if beside else 0)
    if closed:
        tell(f"erase   {closed} files could not be looked into (Parquet, databases, other archives)")
    tell(f"erase   {BEYOND}")


def deleted(tell: Callable[[str], None], store: Store, landing: Path, words: set[str]) -> int:
    """Delete the files of landing that name somebody and that bronze holds; the records of others are there."""
    loaded, count = held(store), 0
    for path in naming(landing, words).files:
        if loaded.has(path, landing):
            path.unlink()
            count += 1
    if count:
        tell(f"erase   landing: {count} files deleted")
    return count


def _told(path: Path, folder: Path, words: set[str]) -> str:
    """A file's name, where that names nobody."""
    name = str(path.relative_to(folder)) if folder in path.parents else path.name
    return "a file that has an id in its name" if pattern(words).search(name.encode()) else name
