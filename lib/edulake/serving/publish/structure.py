"""Tables of the database against what is to be served: made, given a column more, or refused with what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edulake.errors import ContractError, UnreadableError
from edulake.serving.publish import statements
from edulake.serving.publish.connection import has_table, run

if TYPE_CHECKING:
    from collections.abc import Iterable

    import psycopg

    from edulake.serving.publish.ledger import Published
    from edulake.serving.publish.served import Served

    Connection = psycopg.Connection[Any]

HELD = """
SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = %s AND c.relname = %s AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
"""
# Whether rows of a table are filtered at all, and each policy of edulake's with what made it.
POLICIES = """
SELECT n.nspname || '.' || c.relname, c.relrowsecurity, p.polname, coalesce(obj_description(p.oid, 'pg_policy'), '')
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_policy p ON p.polrelid = c.oid AND starts_with(p.polname, 'edulake-') AND p.polname LIKE %s
WHERE n.nspname = ANY (%s) AND c.relkind IN ('r', 'p')
"""
# A new column takes a lock that readers wait behind while it waits for others: it gives up before anybody notices.
MOMENT = "2s"


def is_there(connection: Connection, served: Served) -> bool:
    return has_table(connection, served.schema, served.name)


def evolve(connection: Connection, changed: Iterable[Served]) -> list[str]:
    """Add the nullable columns that tables which are there lack, each at once; returns which.

    Before all else and in commits of their own: the lock of a new column would be held until the rows are written.
    """
    added = []
    for served in changed:
        held = _held(connection, served)
        for of in [f for f in served.fields if held and f.nullable and f.name not in held]:
            with connection.transaction():
                run(connection, f"SET LOCAL lock_timeout = '{MOMENT}'")
                run(connection, statements.add(served, of))
            added.append(f"{served}.{of.name}")
    return added


def secure(connection: Connection, chosen: Iterable[Served]) -> list[str]:
    """Have the tables that are there the policies of today, where they were made with others; returns which.

    Each at once, as a new column: nobody sees a table without its policies, and nobody waits for rows to be written.
    """
    filtered = {str(served): served for served in chosen if served.readers}
    schemas = sorted({served.schema for served in filtered.values()})
    held: dict[str, dict[str, str]] = {}
    open_ = set()
    for name, is_filtered, policy, mark in run(connection, POLICIES, (f"%{statements.OF_ROWS}", schemas)):
        held.setdefault(name, {}).update({policy: mark} if policy else {})
        open_ |= set() if is_filtered else {name}
    changed = [n for n, of in held.items() if n in filtered and (n in open_ or of != statements.marked(filtered[n]))]
    for name in changed:
        with connection.transaction():
            run(connection, f"SET LOCAL lock_timeout = '{MOMENT}'")
            for statement in statements.secured_anew(filtered[name], held[name]):
                run(connection, statement)
    return changed


def create(connection: Connection, served: Served) -> None:
    for statement in (*statements.create(served), *statements.comments(served)):
        run(connection, statement)


def must_fit(connection: Connection, served: Served, before: Published | None) -> None:
    """ContractError for a table whose columns or key are others, with the way out; comments are brought up to date."""
    held = _held(connection, served)
    wanted = {f.name: (f.type, not f.nullable) for f in served.fields}
    wrong = [name for name in dict.fromkeys((*wanted, *held)) if held.get(name) != wanted.get(name)]
    if before and before.key != served.key:
        wrong += [f"the key {', '.join(before.key)}"]
    if wrong:
        fix = f"DROP TABLE {statements.place(served)}, with views that hang on it, then publish again: it is made anew"
        raise ContractError(f"{served} is not as its contract says", f"other than expected: {', '.join(wrong)}", fix)
    for statement in statements.comments(served):
        run(connection, statement)


def schemas_must_be_there(connection: Connection, chosen: Iterable[Served]) -> None:
    """UnreadableError where the database was not made ready for what is served."""
    wanted = sorted({"serving", "access", *(served.schema for served in chosen)})
    found = run(connection, "SELECT nspname FROM pg_namespace WHERE nspname = ANY (%s)", (wanted,))
    missing = set(wanted) - {name for (name,) in found}
    if missing:
        fix = "run deploy/postgresql/roles.sql once, as the database's owner"
        raise UnreadableError("the database is not ready", f"there is no schema {', '.join(sorted(missing))}", fix)


def _held(connection: Connection, served: Served) -> dict[str, tuple[str, bool]]:
    """Type of each column, and whether it takes no null; nothing where there is no such table."""
    found = run(connection, HELD, (served.schema, served.name))
    return {name: (type_, required) for name, type_, required in found}
