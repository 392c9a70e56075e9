"""Answers about operations."""

from edulake.gold.operations.transport_usage import TRANSPORT_USAGE

PRODUCTS = (TRANSPORT_USAGE,)
