"""Answers about operations."""

from edulake.gold.operations.admissions_funnel import ADMISSIONS_FUNNEL
from edulake.gold.operations.finance_monthly import FINANCE_MONTHLY
from edulake.gold.operations.transport_usage import TRANSPORT_USAGE

PRODUCTS = (TRANSPORT_USAGE, ADMISSIONS_FUNNEL, FINANCE_MONTHLY)
