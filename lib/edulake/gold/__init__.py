"""Gold mirrors questions: one table per answer. One file per product, one line each below."""

from __future__ import annotations

from edulake.gold.attendance_insights import ATTENDANCE_INSIGHTS
from edulake.gold.product import Product
from edulake.gold.student_performance_aggregates import STUDENT_PERFORMANCE
from edulake.gold.subject_performance_analytics import SUBJECT_PERFORMANCE

__all__ = ["PRODUCTS", "TABLES", "Product"]

PRODUCTS: dict[str, Product] = {
    product.name: product for product in (STUDENT_PERFORMANCE, SUBJECT_PERFORMANCE, ATTENDANCE_INSIGHTS)
}
TABLES = tuple(product.table for product in PRODUCTS.values())
