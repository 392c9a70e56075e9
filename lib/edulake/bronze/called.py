"""Lists of names in a block that do not say how: what they mean, the subject decides."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from edulake.errors import ConfigError
from edulake.expr.called import ALL, ANY
from edulake.silver import SUBJECTS
from edulake.silver.reading import KNOWN_BY

if TYPE_CHECKING:
    from edulake.config.settings import SourceSettings
    from edulake.expr.called import Called


def called_in(block: str, settings: SourceSettings) -> dict[str, Called]:
    """What a block's columns are called; ConfigError for what only an id may be.

    A list is any of its names; of the id by which only the subject tells its rows apart, all of them make one.
    """
    own = SUBJECTS[settings.subject].row_id if settings.subject in SUBJECTS else ""
    own = "" if own in KNOWN_BY else own
    where = f"sources.{block}.columns"
    return {column: _decided(column, called, own, f"{where}.{column}") for column, called in settings.columns.items()}


def _decided(column: str, called: Called, own: str, where: str) -> Called:
    if isinstance(called, str):
        return called
    several = replace(called, how=called.how or (ALL if column == own else ANY))
    if several.how != ALL and not all(isinstance(one, str) for one in several.names):
        why = "only parts of an id may have several names"
        raise ConfigError(f"{where} has a list within a list", why, "name each")
    if several.how == ALL and column != own and not column.endswith("_id"):
        raise ConfigError(f"{where} is no id", "only of ids several are made one", "name one, or any = [...]")
    return several
