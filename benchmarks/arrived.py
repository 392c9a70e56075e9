"""What a warehouse and a PostgreSQL hold of the events of a topic, and since when."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import TYPE_CHECKING, Any

from edulake.gold import PRODUCTS
from edulake.serving import query
from edulake.silver.wellbeing.attendance import ATTENDANCE

if TYPE_CHECKING:
    from edulake.config.settings import Settings
    from edulake.contract.table import Table

# Where an event comes to, in the order in which it does.
ARRIVED = ("silver", "gold", "PostgreSQL")


class Seen:
    """What the warehouse holds of the topic, and what of it was there before."""

    def __init__(self, settings: Settings, products: list[str]) -> None:
        self.settings, self.bronze, self.silver = settings, ATTENDANCE.form.table, ATTENDANCE.table
        self.gold, self.batch = [PRODUCTS[name].table for name in products], 0

    def asked(self, sql: str) -> list[tuple[Any, ...]]:
        with query.opened(self.settings) as view:
            _, rows = view.stream(sql)
            return list(itertools.chain.from_iterable(rows))

    def committed(self, *tables: Table) -> float:
        """When the newest commit of these tables was made, in seconds since 1970."""
        with query.opened(self.settings) as view:
            return max(view.history(table, 1)[0].at.timestamp() for table in tables)

    def waited(self, published_at: float) -> tuple[list[float], ...]:
        """Of each record that came since, seconds from its production until each of ARRIVED."""
        rows = self.asked(f"SELECT batch_number, delivered_at FROM {self.bronze} WHERE batch_number > {self.batch}")
        self.batch = max((row[0] for row in rows), default=self.batch)
        produced = [row[1].replace(tzinfo=row[1].tzinfo or dt.UTC).timestamp() for row in rows]
        moments = (self.committed(self.silver), self.committed(*self.gold), published_at)
        return tuple([moment - at for at in produced] for moment in moments)


def must_agree(seen: Seen, world: Any, products: list[str]) -> None:
    """What came is in silver, once, and what gold says is what PostgreSQL says."""
    [(records,)], [(rows,)] = (seen.asked(f"SELECT count(*) FROM {table}") for table in (seen.bronze, seen.silver))
    assert records == rows, (records, rows)
    schemas = dict(world.asks("SELECT tablename, schemaname FROM pg_tables WHERE schemaname IN ('gold', 'people')"))
    for name in products:
        [(there,)] = seen.asked(f"SELECT count(*) FROM gold.{name}")
        assert world.asks(f"SELECT count(*) FROM {schemas[name]}.{name}") == [(there,)], name
