"""Answers about operations."""

from edulake.gold.operations.admissions_funnel import ADMISSIONS_FUNNEL
from edulake.gold.operations.transport_usage import TRANSPORT_USAGE

PRODUCTS = (TRANSPORT_USAGE, ADMISSIONS_FUNNEL)
