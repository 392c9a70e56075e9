"""What a served table is: its columns as PostgreSQL has them, and what it is made from. All else follows from it."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from edulake.contract.sql import quoted

if TYPE_CHECKING:
    from edulake.contract.table import Table
    from edulake.governance.roles import Filter
    from edulake.serving.questions.question import Question

# As it is; as j***@domain; as a pseudonym; a reference that is null where the table it names lacks the row.
Form = Literal["plain", "email", "pseudonym", "reference"]
EXACT = ("integer", "bigint", "numeric")
TYPES = {
    "STRING": "text",
    "INT": "integer",
    "BIGINT": "bigint",
    "DOUBLE": "double precision",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "timestamp with time zone",
    "ARRAY<STRING>": "text[]",
}


class Field(NamedTuple):
    """A served column: `source` is the column of the warehouse that it is made of, if it is called otherwise.

    `kind` is of whom a pseudonym is one.
    """

    name: str
    type: str
    meaning: str
    nullable: bool = True
    form: Form = "plain"
    source: str = ""
    kind: str = ""

    @property
    def is_read(self) -> bool:
        """Whether its values come from the warehouse."""
        return self.form != "reference"

    @property
    def is_exact(self) -> bool:
        """Whether its sum is the same in whatever order."""
        return self.type.startswith(EXACT)


class Reference(NamedTuple):
    """The columns of a foreign key, and the key of another served table that they name."""

    columns: tuple[str, ...]
    schema: str
    table: str
    key: tuple[str, ...]


@dataclass(frozen=True)
class Served:
    """One served table; `tables` are those that it is made from, `condition` chooses their rows.

    Tables of one `unit` are published together or not at all. A `question` gives its released cells instead.
    """

    schema: str
    name: str
    meaning: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    tables: tuple[Table, ...]
    unit: str
    condition: str = ""
    question: Question | None = None
    indexes: tuple[tuple[str, ...], ...] = ()
    refers: tuple[Reference, ...] = ()
    filters: tuple[Filter, ...] = ()
    readers: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.schema}.{self.name}"

    @property
    def read(self) -> list[Field]:
        return [field for field in self.fields if field.is_read]

    @property
    def sql(self) -> str:
        """The rows in the warehouse, each column under its served name."""
        columns = ", ".join(f"{quoted(f.source or f.name)} AS {quoted(f.name)}" for f in self.read)
        return f"SELECT {columns} FROM {self.tables[0]}{self._where()}"

    @property
    def count_sql(self) -> str:
        """How many rows the warehouse has of it, asked apart."""
        return f"SELECT count(*) AS n FROM {self.tables[0]}{self._where()}"

    def fingerprint(self, pseudonyms: str) -> str:
        """What its rows are made by, versions aside: columns, conditions, SQL, and a mark of the pseudonyms' secret."""
        said = {
            "fields": self.fields,
            "key": self.key,
            "of": [str(table) for table in self.tables],
            "condition": self.condition,
            "question": self.question.told if self.question else "",
            "refers": self.refers,
            "pseudonyms": pseudonyms if any(f.form == "pseudonym" for f in self.fields) else "",
        }
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:32]

    def _where(self) -> str:
        return f" WHERE {self.condition}" if self.condition else ""


def served_type(type_: str) -> str:
    """The type of PostgreSQL for one of a contract: exact for numbers, jsonb for lists of more than texts."""
    if found := re.fullmatch(r"DECIMAL\((\d+),\s*(\d+)\)", type_):
        return f"numeric({found[1]},{found[2]})"
    return TYPES.get(type_, "jsonb")
