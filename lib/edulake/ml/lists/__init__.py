"""Whom to help first, and why."""
