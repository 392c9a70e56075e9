"""What the products of one run look at together: rows that changed, and sums of one grain, each staged once; sizes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.jobs.steps.refresh.compute import facts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyspark.sql import DataFrame

    from edulake.gold import Product
    from edulake.gold.product import Input
    from edulake.jobs.steps.refresh.news import News
    from edulake.store.store import Store


class Shared:
    """What is staged or counted for `products`, the first time that one of them asks for it."""

    def __init__(self, store: Store, products: Iterable[Product]) -> None:
        self._store = store
        self._products = tuple(products)
        self._staged: dict[tuple[object, ...], DataFrame] = {}
        self._counted: dict[tuple[object, ...], int] = {}

    def size(self, news: News) -> int:
        """How many rows an input has now."""
        place = (news.input.table, news.now)
        if place not in self._counted:
            self._counted[place] = self._store.read(*place).count()
        return self._counted[place]

    def changed(self, news: News) -> DataFrame:
        """The columns by which keys are found, of all images of rows that changed: a key may be there many times."""
        table = news.input.table
        named = {
            column
            for product in self._products
            for read in product.inputs
            if read.table == table
            for column in (read.compared if product.reach else read.columns(product.scope))
        }
        place = (table, news.since, news.now)
        if place not in self._staged:
            images = self._store.changes(*place).select(*sorted(named))
            self._staged[place] = self._store.stage(images, f"{table.name}_changed")
        return self._staged[place]

    def sums(self, read: Input, version: int) -> DataFrame:
        """An input's rows that count, summed by its grain: put down where more than one product asks for them."""
        place = (read.table, version, read.grain)
        if place not in self._staged:
            rows = read.summed(facts(self._store, read, version), self._store.settings.gold)
            asking = [p for p in self._products for other in p.inputs if (other.table, other.grain) == place[::2]]
            self._staged[place] = self._store.stage(rows, f"{read.table.name}_sums") if len(asking) > 1 else rows
        return self._staged[place]
