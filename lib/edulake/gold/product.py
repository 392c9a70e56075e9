"""What a product is: its table and how its rows are computed from silver."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pyspark.sql import functions as F

from edulake.contract.table import Column as Declared
from edulake.expr.vocabulary import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from pyspark.sql import Column, DataFrame, Row

    from edulake.config.settings import Gold
    from edulake.contract.table import Table

    Inputs = Mapping[Table, DataFrame]

# The last column of every product.
WRITTEN_AT = Declared("processing_timestamp", "TIMESTAMP", "Start of the run that wrote the row, UTC", nullable=False)
# In the place of a school: the row of all schools, whose people are counted once more and never added up.
ALL = "All"
# Choices of gold that few products are made with, as the settings call them (config.language.APART).
OF_LANGUAGE, OF_EXPERIMENTS = "language", "experiments"


@dataclass(frozen=True)
class Input:
    """A silver table that a product reads; `renamed` are those columns of the product's key that it names otherwise.

    Of the columns `filled`, which are texts, a null reads Unknown: the rows belong to a row of the product all the
    same.

    With a `grain`, the product reads not the facts but their sums, which have the columns of its scope as well:
    products of one grain share them where each of them is computed anew. What was null and what was Unknown may be two
    sums.

    Of a product that has a reach, `compared` are the columns of changed rows by which it finds the keys.
    """

    table: Table
    renamed: dict[str, str] = field(default_factory=dict, hash=False)
    grain: Callable[[DataFrame, Gold], DataFrame] | None = None
    filled: tuple[str, ...] = ()
    compared: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        texts = {column.name for column in self.table.columns if column.type == "STRING"}
        if not set(self.filled) <= texts:
            raise ValueError(f"{self.table}: Unknown is a text, and fills columns of texts only")

    def column(self, key: str) -> str:
        """The silver column that holds a column of the product's key."""
        return self.renamed.get(key, key)

    def columns(self, key: Iterable[str]) -> list[str]:
        """The silver columns that hold the product's key."""
        return [self.column(name) for name in key]

    def has(self, key: Iterable[str]) -> bool:
        """Whether each row of the table may name a key of the product."""
        return set(self.columns(key)) <= set(self.table.column_names)

    def complete(self, rows: DataFrame) -> DataFrame:
        """Rows of the table in which what is `filled` is never null."""
        unknown = {name: F.coalesce(name, F.lit(UNKNOWN)) for name in self.filled if name in rows.columns}
        return rows.withColumns(unknown) if unknown else rows

    def summed(self, rows: DataFrame, settings: Gold) -> DataFrame:
        """What the product reads of these rows of the table."""
        return self.grain(rows, settings) if self.grain else rows


@dataclass(frozen=True)
class Collected:
    """Sums that come to the driver, and what plain Python makes of them: what Spark has no expression for, as equations
    that are solved, or shares of a distribution.

    `sums` are few and hold nobody: rows by language, lesson or arm, never by person. For them, in whatever order they
    come, `solved` gives the same rows of `columns`, which have SQL types by name: doubles are added by math.fsum, and
    what is told is rounded once. A double is never infinite.
    """

    sums: DataFrame
    solved: Callable[[Sequence[Row]], Sequence[Sequence[Any]]]
    columns: Mapping[str, str]


if TYPE_CHECKING:
    # Frames that are put down on the way, or solved, and the rows at its end.
    Steps = Generator[DataFrame | Collected, DataFrame, DataFrame]
    PutDown = Callable[[DataFrame | Collected], DataFrame]


@dataclass(frozen=True)
class Reach:
    """How keys and facts find each other where rows have a say in keys that they do not name, as those of a roster do.

    `keys` are all those in which changed rows have or had a say; one may be there many times, and some may have no
    row. They are found from the images of changed rows by table, for tables with news only: what is `compared` of
    them; from silver as it is now; and from the keys that the product holds.

    `rows` are silver's rows of which those of given keys are made: all of each key, and perhaps some of others.
    """

    keys: Callable[[Inputs, Inputs, DataFrame], DataFrame]
    rows: Callable[[Inputs, DataFrame], Inputs]


@dataclass(frozen=True)
class Product:
    """One answer.

    A changed fact recomputes the rows of its keys, as a whole: nothing is ever added up. Where one fact has a say in
    rows of several keys, `scope` is the part of the key within which it has: a mean of a grade, the rank of each of its
    students. Of a product whose scope is empty each fact may have a say in every row: all are computed anew, and those
    that differ are written.

    A build yields what several of its frames are made of, and is sent it back put down (`rows`). Without that a plan
    reads its inputs as often as there are ways to them: of stays, from which members, shares and quiet months come, 69
    times. It yields what is `Collected` as well, and is sent back a frame of what was solved.
    """

    name: str
    table: Table
    inputs: tuple[Input, ...]  # without a reach each has the columns of the scope; facts that lack one count nowhere
    build: Callable[[Inputs, Gold], DataFrame | Steps]  # rows without processing_timestamp, from all facts of scopes
    part: tuple[str, ...] | None = None  # the scope, where it is not the whole key
    reach: Reach | None = None
    needs: tuple[Table, ...] = ()  # the inputs without which nobody asks: until they exist nothing is computed
    choices: tuple[str, ...] = ()  # those of config.language.APART that it reads: others change nothing of it

    def __post_init__(self) -> None:
        if not set(self.scope) <= set(self.table.key):
            raise ValueError(f"{self.name}: the scope is a part of the key")
        for read in self.inputs:
            if not self.reach and not read.has(self.scope):
                raise ValueError(f"{self.name}: {read.table} lacks a column of the scope")

    @property
    def scope(self) -> tuple[str, ...]:
        """The columns of the key that say which rows a changed fact recomputes."""
        return self.table.key if self.part is None else self.part

    def rows(self, silver: Inputs, settings: Gold, put_down: PutDown) -> DataFrame:
        """What is built; `put_down` gives back a frame's rows as they are now, so that nothing makes them again."""
        built = self.build(silver, settings)
        return at_the_end(built, put_down) if isinstance(built, Generator) else built


def at_the_end(steps: Steps, put_down: PutDown) -> DataFrame:
    """The rows at the end of steps, each of which is sent back put down."""
    try:
        step = next(steps)
        while True:
            step = steps.send(put_down(step))
    except StopIteration as end:
        return end.value


def mean(total: Column, count: Column, type_: str) -> Column:
    """Total / count, rounded once, half up; null for no rows. `total` is an exact decimal sum."""
    return (total / F.when(count > 0, count).cast("decimal(12,0)")).cast(type_)


def shared(name: str, among: Column | None = None) -> Column:
    """The one value that all rows of a group share, or those `among` them; null if they differ or any has none."""
    value = F.col(name) if among is None else F.when(among, F.col(name))
    complete = F.count(value) == F.count(F.lit(1) if among is None else F.when(among, 1))
    return F.when(complete & (F.min(value) == F.max(value)), F.min(value)).alias(name)
