"""Answers about learning a language."""

PRODUCTS = ()
