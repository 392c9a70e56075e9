"""Answers about wellbeing."""

from edulake.gold.wellbeing.attendance_insights import ATTENDANCE_INSIGHTS

PRODUCTS = (ATTENDANCE_INSIGHTS,)
