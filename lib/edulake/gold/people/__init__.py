"""Answers about people: who is where, who stays, of which groups they are, and whom to call."""

from edulake.gold.people.demographics_overview import DEMOGRAPHICS_OVERVIEW
from edulake.gold.people.enrollment_metrics import ENROLLMENT_METRICS
from edulake.gold.people.guardian_coverage import GUARDIAN_COVERAGE
from edulake.gold.people.staff_profile import STAFF_PROFILE

PRODUCTS = (ENROLLMENT_METRICS, STAFF_PROFILE, DEMOGRAPHICS_OVERVIEW, GUARDIAN_COVERAGE)
