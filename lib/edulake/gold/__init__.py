"""Gold mirrors questions: one table per answer. One file per product, and one line in the list of its domain."""

from __future__ import annotations

from edulake.gold import language, learning, operations, people, wellbeing
from edulake.gold.product import Product

__all__ = ["PRODUCTS", "TABLES", "Product"]

PRODUCTS: dict[str, Product] = {
    product.name: product
    for product in (
        *people.PRODUCTS,
        *learning.PRODUCTS,
        *language.PRODUCTS,
        *wellbeing.PRODUCTS,
        *operations.PRODUCTS,
    )
}
TABLES = tuple(product.table for product in PRODUCTS.values())
