"""Which columns people see who did not ask for personal data: on their own screen, and in what leaves the house.

Neither names, nor ids of people or of rows about them, nor a hash of either: who has a class list would find its
people again by any of them. A column that the contract does not know is treated as one that names somebody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from edulake.contract.table import Table


def about_nobody(table: Table, names: Iterable[str]) -> list[str]:
    """Those of `names` that neither name nor identify a person, in their order."""
    shown = {c.name for c in table.columns if not c.is_guarded}
    return [name for name in names if name in shown]


def of_the_identified(table: Table, names: Iterable[str]) -> list[str]:
    """Those of `names` that may be told where people are named on purpose: all but what is sensitive."""
    sensitive = {c.name for c in table.columns if c.personal == "sensitive"}
    return [name for name in names if name not in sensitive]
