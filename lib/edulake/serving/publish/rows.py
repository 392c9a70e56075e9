"""The rows of a served table, from the warehouse or from the released cells of a question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.serving.publish import transfer
from edulake.serving.questions import asking

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from edulake.serving.publish.served import Served
    from edulake.serving.publish.transfer import Tally
    from edulake.serving.query import View


def of(view: View, served: Served, secret: bytes, tally: Tally) -> Iterator[pa.RecordBatch]:
    """Batches in the forms that are served, counted in `tally`."""
    found = iter([_cells(view, served)]) if served.question else view.batches(served.sql)
    return transfer.served(found, served.read, secret, tally)


def counted(view: View, served: Served) -> int | None:
    """How many rows the warehouse has, asked apart; None of a question: its answer is all there is."""
    return None if served.question else view.query(served.count_sql).rows[0][0]


def _cells(view: View, served: Served) -> pa.RecordBatch:
    assert served.question
    answer = asking.told(view, served.question)
    names = [field.name for field in served.fields[1:]]
    return transfer.of_cells([(at, *(row[name] for name in names)) for at, row in enumerate(answer, 1)], served.fields)
