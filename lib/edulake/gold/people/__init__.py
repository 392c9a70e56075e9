"""Answers about people: who is where, and who stays."""

from edulake.gold.people.enrollment_metrics import ENROLLMENT_METRICS
from edulake.gold.people.staff_profile import STAFF_PROFILE

PRODUCTS = (ENROLLMENT_METRICS, STAFF_PROFILE)
