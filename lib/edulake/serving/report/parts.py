"""What a page is made of. Data only: sections make it, the template shows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from edulake.serving.questions.question import Kind, Question, Row


def columns(kind: Kind, names: Sequence[str]) -> tuple[Kind, ...]:
    """One kind for each of the names."""
    return (kind,) * len(names)


@dataclass(frozen=True)
class Choices:
    """What a page may say: `identified` allows students' ids; `made_at` is when it is made, UTC.

    `capacity` is the share of students that can be helped, `longest_list` the most rows of a list of students.
    """

    made_at: dt.datetime
    warehouse: str
    identified: bool = False
    capacity: float = 0.2
    longest_list: int = 500


@dataclass(frozen=True)
class Asked:
    """The question of a part and what is told of it: a view draws the part anew for some of the rows."""

    question: Question
    rows: Sequence[Row]


@dataclass(frozen=True)
class Table:
    """A table that people can sort, and filter where it is long. `kinds` say how a column's values are spelled.

    A value may be None (nothing is known) or `released.HIDDEN`. `across` says of what the columns after the first are,
    where they are a matrix, as "Grade". `asked` is there where the part is of a question alone.
    """

    title: str
    columns: tuple[str, ...]
    kinds: tuple[Kind, ...]
    rows: Sequence[Sequence[Any]]
    note: str = ""
    across: str = ""
    asked: Asked | None = None


@dataclass(frozen=True)
class Chart:
    """A drawing with its numbers: `spec` is Vega-Lite, `says` what it shows, also to those who cannot see it.

    Rows that it draws may say of what they are by a field that is called as a column of the numbers, in any case.
    """

    title: str
    spec: dict[str, Any]
    says: str
    numbers: Table
    note: str = ""


@dataclass(frozen=True)
class Prose:
    """Text that is kept as it is, such as a model card, behind a line that opens it."""

    title: str
    text: str


@dataclass(frozen=True)
class Tile:
    """A key figure."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Action:
    """Something to do on Monday. `order` is by how soon: 1 is now."""

    order: int
    figure: str
    what: str
    do: str
    section: str
    link: str = "See the figures"


@dataclass
class Section:
    """One question and its answer. A section without parts says in `empty` why, and what would fill it."""

    anchor: str
    title: str
    question: str
    answer: str = ""
    parts: list[Table | Chart | Prose] = field(default_factory=list)
    tiles: list[Tile] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    empty: str = ""
