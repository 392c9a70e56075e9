"""Answers about operations."""

from edulake.gold.operations.admissions_funnel import ADMISSIONS_FUNNEL
from edulake.gold.operations.fee_collection import FEE_COLLECTION
from edulake.gold.operations.fee_open_items import FEE_OPEN_ITEMS
from edulake.gold.operations.finance_monthly import FINANCE_MONTHLY
from edulake.gold.operations.transport_usage import TRANSPORT_USAGE

PRODUCTS = (TRANSPORT_USAGE, ADMISSIONS_FUNNEL, FEE_COLLECTION, FEE_OPEN_ITEMS, FINANCE_MONTHLY)
