"""What the tables must say of money, voices and what is learned, counted from the plan and never from its files.

money      what families owe, what schools take in and spend, to the cent
voices     what was said in surveys
learning   which standards are reached, and how skills are rated
offices    all of it
"""

from __future__ import annotations

from edulake.jobs.steps.generate.district.truths.offices import of_offices

__all__ = ["of_offices"]
