"""SQL of people: only questions, only the tables that they name, and names that are nearly right."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from edulake.errors import ConfigError, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from edulake.contract.table import Table

# What stands before layer.table where the warehouse is in no catalog of that or another name.
CATALOG = "education"
# Text and comments: nothing inside them names a table.
OPAQUE = re.compile(r"'(?:[^'\\]|\\.|'')*'|--[^\n]*|/\*.*?\*/", re.DOTALL)
QUESTION = re.compile(r"\s*(?:SELECT|WITH)\b", re.IGNORECASE)
SOURCE = re.compile(
    r"""\b(?:FROM|JOIN)\s+[`"]?(\w+)[`"]?\s*\.\s*[`"]?(\w+)[`"]?(?:\s*\.\s*[`"]?(\w+))?""", re.IGNORECASE
)
# What begins with WITH, or follows a semicolon, and is no question after all.
WRITES = re.compile(
    r"\b(?:INSERT|UPDATE|DELETE|MERGE|CREATE|DROP|ALTER|TRUNCATE|COPY|INTO|OVERWRITE)\b|;\s*\S", re.IGNORECASE
)

# What follows a table to which the SQL gives no name of its own.
UNALIASED = re.compile(
    r"\s*(?:\Z|[),;]|(?:ANTI|CLUSTER|CROSS|DISTRIBUTE|EXCEPT|FULL|GROUP|HAVING|INNER|INTERSECT|JOIN|LATERAL|LEFT|LIMIT|MINUS"
    r"|NATURAL|OFFSET|ON|ORDER|QUALIFY|RIGHT|SEMI|SORT|UNION|USING|WHERE|WINDOW)\b)",
    re.IGNORECASE,
)


def question(sql: str) -> str:
    """The SQL without a last semicolon; ConfigError for anything but one SELECT."""
    trimmed = sql.strip().rstrip(";").rstrip()
    bare = OPAQUE.sub(" ", trimmed)
    if not QUESTION.match(bare) or WRITES.search(re.sub(r"""([`"]).*?\1""", " ", bare)):
        raise ConfigError("only questions can be asked here", "the SQL is not one SELECT", "write SELECT … FROM …")
    return trimmed


def mentioned(sql: str, tables: Collection[Table], catalog: str = CATALOG) -> list[Table]:
    """The tables that the SQL names as layer.table or catalog.layer.table, in any case and quoted or not."""
    names = {_spelled(found) for found in _names(catalog).finditer(OPAQUE.sub(" ", sql))}
    return [table for table in tables if str(table) in names]


def renamed(sql: str, name: Callable[[Table], str], tables: Collection[Table], catalog: str = CATALOG) -> str:
    """The SQL with `name(table)` for each layer.table, or catalog.layer.table, outside of texts and comments.

    Columns may still be called by their table, with its layer or without, unless the SQL gives it another name.
    """
    known = {str(table): table for table in tables}
    bare = OPAQUE.sub(lambda opaque: " " * len(opaque[0]), sql)
    parts, end = [], 0
    for found in _names(catalog).finditer(bare):
        table = known.get(_spelled(found))
        if table:
            parts += [sql[end : found.start()], _called(table, name, bare[found.end() :])]
            end = found.end()
    return "".join([*parts, sql[end:]])


def _names(catalog: str) -> re.Pattern[str]:
    """Two names with a point between them, after the catalog's or not."""
    first = rf"""(?:([`"]?){re.escape(catalog)}\1\s*\.\s*)?"""
    return re.compile(rf"""(?<![.\w]){first}([`"]?)(\w+)\2\s*\.\s*([`"]?)(\w+)\4""", re.IGNORECASE)


def _spelled(found: re.Match[str]) -> str:
    return f"{found[3]}.{found[5]}".lower()


def _called(table: Table, name: Callable[[Table], str], rest: str) -> str:
    """What stands for a table's name: before a column its last part, elsewhere `name`, which keeps that part."""
    if rest.lstrip().startswith("."):
        return f"`{table.name}`"
    return f"{name(table)} AS `{table.name}`" if UNALIASED.match(rest) else name(table)


def must_be_known(sql: str, tables: Collection[Table], existing: Collection[Table], catalog: str = CATALOG) -> None:
    """ConfigError for a table that the catalog lacks, UnreadableError for one that no run has written yet."""
    for parts in SOURCE.findall(OPAQUE.sub(" ", sql)):
        table = named(".".join(filter(None, parts)), tables, catalog)
        if table not in existing:
            raise UnreadableError(f"{table} does not exist yet", "no run has written it", "run the pipeline first")


def named(name: str, tables: Collection[Table], catalog: str = "") -> Table:
    """The table called `catalog.layer.table`, `layer.table`, or `table` where only one layer has it.

    ConfigError with near misses for any other name.
    """
    wanted = name.lower().strip()
    within = wanted.removeprefix(f"{(catalog or CATALOG).lower()}.")
    found = [table for table in tables if within in (str(table), table.name)]
    if len(found) == 1:
        return found[0]
    near = [str(table) for table in found] or _near(within, tables)
    hint = f"did you mean {' or '.join(near)}?" if near else "`edulake tables --all` lists them"
    raise ConfigError(f"no table is called {name}" if not found else f"two tables are called {name}", "", hint)


def _near(wanted: str, tables: Collection[Table]) -> list[str]:
    """Up to three names, by the whole name and by the part after the layer."""
    spelled = {form: str(table) for table in tables for form in (table.name, str(table))}
    forms = difflib.get_close_matches(wanted, spelled, n=4, cutoff=0.75)
    within = [form for form in spelled if len(wanted) > 3 and wanted in form]
    return list(dict.fromkeys(spelled[form] for form in [*forms, *within]))[:3]
