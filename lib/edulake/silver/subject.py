"""What a subject is: its table, the rules on its candidates, and how they are cleaned."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pyspark.sql import Column as SparkColumn
    from pyspark.sql import DataFrame

    from edulake.contract.rule import Rule
    from edulake.contract.table import Table


@dataclass(frozen=True)
class Subject:
    """One kind of fact, or of what facts are about.

    `clean(candidates, notations, provides, latest)` turns candidates (raw text with provenance) into typed rows: the
    columns of `table` except those that only the run knows, and `reason_codes`, which is empty for rows that may
    enter the table. Of every source among the rows, by name, `notations` says how it writes values and `provides`
    which raw columns it has; `latest` is the last plausible date. The last part of `table.key` is the row's id
    within its source. A row that a snapshot of its source lacks is deleted, or marked by what `closed` says of its
    columns; to close twice is to close once. Where a row has no id of its own, its key is made of what it says: one
    that is refused can still be told by it if it breaks nothing but rules of `keyed_despite`. A subject with a
    `history` keeps every version (SCD type 2): a new one begins where one of these columns, or is_active, changes.
    `refers` names the subject that should know the value of a column: a fact about an unknown student is kept, and
    flagged.
    """

    name: str
    table: Table
    refusals: tuple[Rule, ...]
    issues: tuple[Rule, ...]
    clean: Callable[..., DataFrame]
    closed: Callable[[], dict[str, SparkColumn]] | None = None
    keyed_despite: frozenset[str] = frozenset()
    history: tuple[str, ...] = ()
    refers: Mapping[str, str] = field(default_factory=dict, hash=False)


class Form(NamedTuple):
    """The bronze table of a subject's configured sources, and the columns that a source must name.

    `identity` are the raw columns by which the records of two snapshots are told apart; where a source does not name
    all of them, those of `or_identity` that it names.
    """

    table: Table
    required: tuple[str, ...]
    identity: tuple[str, ...]
    or_identity: tuple[str, ...] = ()
