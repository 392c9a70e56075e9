"""What a source is: its feeds, and how their bronze rows become candidates for a subject."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from edulake.contract.feed import Notation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pyspark.sql import DataFrame

    from edulake.bronze.crosswalk import Crosswalk
    from edulake.bronze.item_lists import Items
    from edulake.bronze.reference import Reference
    from edulake.contract.feed import Feed
    from edulake.contract.table import Table

    Candidates = Callable[[DataFrame, Mapping[Table, DataFrame]], DataFrame]


@dataclass(frozen=True)
class Source:
    """One system that delivers.

    `facts` is the bronze table whose rows become the subject's facts. `candidates` maps them, with the current rows of
    each reference, to the subject's candidate columns; it adds `revisit`, true where the reference row that a fact uses
    is new in this run, and gives a fact without its reference row the parse_issue WAITING_FOR_REFERENCE. It may add
    `told_at`, TIMESTAMP: when what other rows say of a fact became known, such as that it ended; null where nothing but
    the fact itself says what its row is. A reference row that the source's newest snapshot lacks is marked `is_gone`,
    since `gone_at`: what that means, `candidates` says. Of a subject whose history is kept, `absences` makes of the
    facts and the references who went by what a reference says: `raw_student_id`, and `at`, from when on. `provides` are
    the raw columns that this source has: only those can be missing. A source that `sums` makes one candidate of many
    rows of a file, and says in `records` of how many. One that `spreads` makes any number of candidates of one row, by
    bronze/spread.py: the row has one fate all the same, and `revisit` is said of all of its candidates alike. One that
    `recalls` is given all facts whenever some are new, and `arrives` says which are: what a change says no more, only
    rows before it tell. Of one with a `crosswalk` the ids of students are looked up in it once they stand in
    candidates: those know nothing of it. One with `items` reads answers to surveys by them: whenever they say
    otherwise, all of its records are looked at anew. `calls` are functions that `candidates` is given and calls. One
    that `is_described` is so by a block, which says how its values are written: files may contradict that.
    """

    name: str
    subject: str
    feeds: tuple[Feed, ...]
    facts: Table
    candidates: Candidates
    provides: frozenset[str]
    notation: Notation = Notation()
    references: tuple[Reference, ...] = ()
    sums: bool = False
    spreads: bool = False
    recalls: bool = False
    absences: Candidates | None = None
    crosswalk: Crosswalk | None = None
    items: Items | None = None
    calls: tuple[Candidates, ...] = ()
    is_described: bool = False

    @property
    def is_judged(self) -> bool:
        """Whether its files are judged as a whole: not where what others say has a say in what a record means."""
        return self.is_described and not self.recalls

    def delivering(self, table: Table) -> str:
        """The system whose rows of a table this source reads: its own, but for references that another delivers."""
        return next((one.system for one in self.references if one.table == table and one.system), self.name)

    def reads_crosswalk(self, table: Table) -> bool:
        """Whether a table is that of its crosswalk."""
        return self.crosswalk is not None and self.crosswalk.reference.table == table
