"""A SELECT on released cells, answered by SQLite: it holds nothing else, in memory, and may do nothing else.

What may be done is a list, not what may not: to read tables of cells, and to call FUNCTIONS, whose values depend on
nothing but their arguments. So there is no file, no other database, no setting, no schema, no clock and no chance.
"""

from __future__ import annotations

import sqlite3
import time
from typing import TYPE_CHECKING, Any, NamedTuple

from edulake.errors import ConfigError
from edulake.serving.query.statement import question as one_select

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from edulake.config.agents import Agents
    from edulake.serving.agents.cells import Cells, Plain, Release
    from edulake.serving.questions.question import Kind

FUNCTIONS = {
    "abs", "avg", "ceil", "ceiling", "coalesce", "count", "cume_dist", "dense_rank", "exp", "first_value", "floor",
    "group_concat", "ifnull", "iif", "instr", "lag", "last_value", "lead", "length", "like", "ln", "log", "log10",
    "lower", "ltrim", "max", "min", "mod", "nth_value", "ntile", "nullif", "percent_rank", "pow", "power", "rank",
    "replace", "round", "row_number", "rtrim", "sign", "sqrt", "substr", "substring", "sum", "total", "trim", "typeof",
    "upper",
}  # fmt: skip
TYPES: dict[Kind, str] = {"count": "NUMERIC", "score": "REAL", "share": "REAL", "precise": "REAL"}
# Characters of an answer, and of a text that is made on the way to one; then bytes of memory, and of a statement.
LONGEST_ANSWER, LONGEST_TEXT = 100_000, 20_000
MEMORY = 128 * 1024**2
LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: LONGEST_TEXT,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: LONGEST_TEXT,
    sqlite3.SQLITE_LIMIT_COLUMN: 100,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 50,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 50,
    sqlite3.SQLITE_LIMIT_FUNCTION_ARG: 20,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 200,
    sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER: 200,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}
# Steps of the engine between two looks at the clock; each may work through a text of LONGEST_TEXT.
STEPS = 100
ASK_HOW = "list_questions names the tables and their columns"


class TimedOutError(ConfigError):
    """An answer took longer than an agent may wait."""

    code = "TIMED_OUT"


class Selected(NamedTuple):
    """An answer: whether rows were left out of it, and of which questions' cells it is made."""

    columns: list[str]
    rows: list[tuple[Plain, ...]]
    is_cut: bool
    read: list[str]


class Engine:
    """The cells of a release as tables, by the names of their questions."""

    def __init__(self, release: Release, limits: Agents) -> None:
        self.limits = limits
        self._tables = frozenset(release.cells)
        self._read: set[str] = set()
        # A statement that was kept would be run again without the question whether it may.
        self._held = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None, cached_statements=0)
        for cells in release.cells.values():
            self._hold(cells)
        # Sorting stays in memory as well, which has a limit: for all databases of this process, and for good.
        for setting in (
            "temp_store = MEMORY",
            f"hard_heap_limit = {MEMORY}",
            "trusted_schema = OFF",
            "query_only = ON",
        ):
            self._held.execute(f"PRAGMA {setting}").fetchall()
        for limit, most in LIMITS.items():
            self._held.setlimit(limit, most)
        self._held.set_authorizer(self._may)

    def select(self, sql: str, values: Sequence[Plain] = (), most: int | None = None) -> Selected:
        """At most `most` rows that a SELECT answers, never more than the limit; ConfigError for all else."""
        most = min(most or self.limits.rows, self.limits.rows)
        self._read.clear()
        deadline = time.monotonic() + self.limits.seconds
        self._held.set_progress_handler(lambda: time.monotonic() > deadline, STEPS)
        try:
            found = self._held.execute(one_select(sql), values)
            columns = [name for name, *_ in found.description]
            rows, is_cut = _first(found, most)
        except MemoryError:
            raise ConfigError("the answer takes too much memory", "", "ask for less at once") from None
        except (sqlite3.Error, ValueError, OverflowError) as error:
            raise self._about(error) from None
        finally:
            self._held.set_progress_handler(None, 0)
        return Selected(columns, rows, is_cut, sorted(self._read))

    def _hold(self, cells: Cells) -> None:
        shown = cells.question.columns
        columns = ", ".join(f"{_named(name)} {TYPES.get(shown[name].kind, 'TEXT')}" for name in cells.columns)
        self._held.execute(f"CREATE TABLE {_named(cells.question.name)} ({columns})")
        places = ", ".join("?" * len(cells.columns))
        self._held.executemany(f"INSERT INTO {_named(cells.question.name)} VALUES ({places})", cells.rows)

    def _may(self, action: int, one: str | None, two: str | None, *_: Any) -> int:
        """SQLite's question whether a statement may do something, before it is run."""
        if action == sqlite3.SQLITE_READ and one in self._tables:
            self._read.add(str(one))
            return sqlite3.SQLITE_OK
        may = action == sqlite3.SQLITE_SELECT or (action == sqlite3.SQLITE_FUNCTION and str(two).lower() in FUNCTIONS)
        return sqlite3.SQLITE_OK if may else sqlite3.SQLITE_DENY

    def _about(self, error: Exception) -> ConfigError:
        """An error for agents: what SQLite says is made of the statement's words and of cells."""
        said = str(error)
        if said == "interrupted":
            why = f"it took more than {self.limits.seconds:g} seconds"
            return TimedOutError("the SQL cannot be answered", why, "join and compute less at once")
        return ConfigError("the SQL cannot be answered", said, f"only SELECT on released cells: {ASK_HOW}")


def _first(found: sqlite3.Cursor, most: int) -> tuple[list[tuple[Plain, ...]], bool]:
    """The first rows, as far as there is room for them, and whether there are more."""
    rows, characters = [], 0
    for row in _plain(found):
        characters += sum(len(str(value)) for value in row)
        if len(rows) == most or characters > LONGEST_ANSWER:
            return rows, True
        rows.append(row)
    return rows, False


def _plain(found: sqlite3.Cursor) -> Iterator[tuple[Plain, ...]]:
    """Values that JSON has: bytes, and what is no finite number, as text."""
    for row in found:
        yield tuple(
            value.hex() if isinstance(value, bytes) else str(value) if value in (float("inf"), -float("inf")) else value
            for value in row
        )


def _named(name: str) -> str:
    return f'"{name}"'
