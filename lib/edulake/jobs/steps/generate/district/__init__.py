"""A made-up district: schools and their calendars, the people in them and what happens to them, over some years.

calendar   school years and their days, and when the district delivers
people     who studies where, from when to when, and what they are like
contacts   who cares for them, and to which groups they belong
programs   what some of them are offered, and who is in it
staff      who works where, and when not
events     attendance, results, incidents and what was done about them
services   health, transport, applications
plan       what is told, table by table
delivery   the files, night by night
truth      what an answer must say, counted from the plan
"""

from __future__ import annotations

from edulake.jobs.steps.generate.district.delivery import SYSTEM, generate_district, is_district

__all__ = ["SYSTEM", "generate_district", "is_district"]
