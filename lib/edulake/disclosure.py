"""Which columns people see who did not ask for personal data: on their own screen, and in what leaves the house.

A column that the contract does not know is treated as one that names a student.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edulake.contract import Table


def on_screen(table: Table, names: Iterable[str]) -> list[str]:
    """Those of `names` that do not name a student; identifiers stay, because rows are found by them."""
    shown = {c.name for c in table.columns if c.personal != "direct" or c.mask == "identifier"}
    return [name for name in names if name in shown]


def to_leave(table: Table, names: Iterable[str]) -> list[str]:
    """Those of `names` that neither name nor identify a student."""
    leaving = {c.name for c in table.columns if c.personal != "direct"}
    return [name for name in names if name in leaving]
