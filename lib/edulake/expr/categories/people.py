"""Categories of subjects about people: who studies, teaches and cares."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    Spellings = Mapping[str, tuple[str, ...]]

CATEGORIES: dict[str, dict[str, Spellings]] = {}
