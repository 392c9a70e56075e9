"""Rows into one table of the database: staged, checked, and only what differs written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, cast

from edulake.errors import BalanceError
from edulake.serving.publish import statements
from edulake.serving.publish.connection import run
from edulake.serving.publish.transfer import as_csv

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import psycopg
    import pyarrow as pa

    from edulake.serving.publish.served import Served
    from edulake.serving.publish.transfer import Tally

    Connection = psycopg.Connection[Any]


class Written(NamedTuple):
    """Rows of a table that were deleted, updated and inserted."""

    deleted: int
    updated: int
    inserted: int


class State(NamedTuple):
    """Rows of a table, and a sum over their content."""

    rows: int
    checksum: str


def stage(connection: Connection, served: Served, batches: Iterable[pa.RecordBatch], tally: Tally) -> None:
    """The rows in a temporary table; BalanceError unless all of `tally`, which the batches fill, arrived."""
    run(connection, statements.make_stage(served))
    with connection.cursor() as cursor, cursor.copy(cast("Any", statements.copy(served))) as out:
        for batch in batches:
            out.write(as_csv(batch, served.read))
    run(connection, f"ANALYZE {statements.stage(served)}")
    found = run(connection, statements.tally(served)).fetchall()[0]
    sums = [tally.sums.get(of.name, 0) for of in served.read if of.is_exact]
    sent = [tally.rows, *(tally.values[of.name] for of in served.read), *sums]
    if list(found) != sent:
        names = ["rows", *(of.name for of in served.read), *(f"sum of {of.name}" for of in served.read if of.is_exact)]
        wrong = [name for name, here, there in zip(names, sent, found, strict=True) if here != there]
        why = f"what arrived differs from what was sent: {', '.join(wrong)}"
        raise BalanceError(f"{served} does not balance", why, "nothing of it was published: run it again")


def resolve(connection: Connection, unit: Sequence[Served]) -> None:
    """Fill in references, by what is staged of the tables that they name."""
    of_name = {(served.schema, served.name): served for served in unit}
    for served in unit:
        for reference in served.refers:
            parent = statements.stage(of_name[reference.schema, reference.table])
            run(connection, statements.resolve(served, reference, parent))


def apply(connection: Connection, served: Served) -> Written:
    """Bring the table to what is staged. References are looked at when all of its unit is done."""
    steps = (statements.delete(served), statements.update(served), statements.insert(served))
    return Written(*[run(connection, step).rowcount if step else 0 for step in steps])


def settle(connection: Connection, unit: Sequence[Served]) -> None:
    """Look at all references now, and let go of what was staged."""
    run(connection, "SET CONSTRAINTS ALL IMMEDIATE")
    run(connection, "SET CONSTRAINTS ALL DEFERRED")
    for served in unit:
        run(connection, f"DROP TABLE {statements.stage(served)}")


def state(connection: Connection, served: Served) -> State:
    return State(*run(connection, statements.checksum(served)).fetchall()[0])
