"""Gold mirrors questions: one table per answer. One file per product, one line each below."""

from __future__ import annotations

from edulake.gold.learning.class_daily_performance import CLASS_DAILY
from edulake.gold.learning.course_completion import COURSE_COMPLETION
from edulake.gold.learning.student_engagement import STUDENT_ENGAGEMENT
from edulake.gold.learning.student_performance_aggregates import STUDENT_PERFORMANCE
from edulake.gold.learning.student_performance_summary import STUDENT_SUMMARY
from edulake.gold.learning.subject_performance_analytics import SUBJECT_PERFORMANCE
from edulake.gold.product import Product
from edulake.gold.wellbeing.attendance_insights import ATTENDANCE_INSIGHTS

__all__ = ["PRODUCTS", "TABLES", "Product"]

PRODUCTS: dict[str, Product] = {
    product.name: product
    for product in (
        STUDENT_PERFORMANCE,
        STUDENT_SUMMARY,
        SUBJECT_PERFORMANCE,
        CLASS_DAILY,
        ATTENDANCE_INSIGHTS,
        STUDENT_ENGAGEMENT,
        COURSE_COMPLETION,
    )
}
TABLES = tuple(product.table for product in PRODUCTS.values())
