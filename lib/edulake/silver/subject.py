"""What a subject is: the form of its raw columns, its table, the rules on its records, and how they are cleaned."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from edulake.silver.columns import content
from edulake.silver.judging import judged

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    from pyspark.sql import Column as SparkColumn
    from pyspark.sql import DataFrame

    from edulake.contract.rule import Check, Rule
    from edulake.contract.table import Table
    from edulake.silver.notation import Notations, Provides

    Columns = dict[str, SparkColumn]


class Form(NamedTuple):
    """What a subject asks of its sources: sources by configuration deliver it, the others fill its raw columns."""

    table: Table  # the bronze table of the sources by configuration
    required: tuple[str, ...]  # what such a source must name, without the prefix of raw columns
    identity: tuple[str, ...]  # the raw columns by which the records of two snapshots are told apart
    or_identity: tuple[str, ...] = ()  # and where a source does not name all of them, those of these that it names


class Reading(NamedTuple):
    """How records of some sources are read; the sources are named."""

    notations: Notations  # how each writes values
    provides: Provides  # which raw columns each has: only those can be missing
    latest: dt.date  # the last plausible date


@dataclass(frozen=True)
class Subject:
    """One kind of fact, or of what facts are about. Its columns are made step by step, each from those before."""

    name: str
    form: Form
    table: Table  # the last part of its key is the row's id within its source
    refusals: tuple[Rule, ...]  # who breaks one of them does not enter the table
    issues: tuple[Rule, ...]  # who breaks one of them enters it, marked
    words: Callable[[], Columns]  # texts and ids of the raw columns
    values: Callable[[Reading], Columns]  # what the words mean
    derived: Callable[[Reading], Columns]  # what follows from the values, the row's id among it
    # What marks a row that a snapshot lacks; without it, it is deleted, or its history is that of one not active.
    closed: Callable[[], Columns] | None = None
    keyed_despite: frozenset[str] = frozenset()  # a refused row still has its key if it breaks nothing but these rules
    history: tuple[str, ...] = ()  # every version is kept (SCD type 2): one begins where these, or is_active, change
    refers: Mapping[str, str] = field(default_factory=dict, hash=False)  # by column, the subject that should know it
    coded: tuple[str, ...] = ()  # the columns whose categories a source may write in codes of its own
    checks: tuple[Check, ...] = ()  # what rows must not say together, each of them being sound
    repeats: bool = False  # records of a file that say the same are as many rows, where they have no ids of their own

    def __post_init__(self) -> None:
        if self.repeats and self.history:
            raise ValueError(f"{self.name}: what a person is said to be twice is no second version")

    @property
    def row_id(self) -> str:
        """The part of the key by which a source tells its rows apart; of a history, its person."""
        return self.table.key[1]

    @property
    def content(self) -> tuple[str, ...]:
        """The columns in which two versions of a row can differ."""
        return self.history or tuple(content(self.table))


def clean(subject: Subject, candidates: DataFrame, how: Reading) -> DataFrame:
    """Candidates (raw text with provenance) as typed rows, each with its reason_codes and issue_codes.

    They have the columns of the subject's table but those that only the run knows, and the words and values between.
    Reason codes are empty for rows that may enter the table.
    """
    # Step by step, each value used by name: Spark would otherwise repeat an expression wherever it is used,
    # until the code of one row is too large for the JVM to compile.
    typed = candidates.withColumns(subject.words())
    typed = typed.withColumns(subject.values(how)).withColumns(subject.derived(how))
    return judged(typed, subject.refusals, subject.issues, how.notations, how.provides, subject.content)


def in_order(*subjects: Subject) -> list[Subject]:
    """Each subject after those that it refers to; ValueError for a reference to none of them, or round a circle."""
    ordered: list[Subject] = []
    waiting = list(subjects)
    while waiting:
        known = {subject.name for subject in ordered}
        ready = next((subject for subject in waiting if known >= set(subject.refers.values())), None)
        if ready is None:
            names = {subject.name for subject in subjects}
            lost = {subject.name: set(subject.refers.values()) - names for subject in waiting}
            nobody = [f"{name} refers to {', '.join(sorted(of))}" for name, of in lost.items() if of]
            raise ValueError("; ".join(nobody) or f"subjects refer to each other: {', '.join(lost)}")
        waiting.remove(ready)
        ordered.append(ready)
    return ordered
