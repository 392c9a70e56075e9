"""A made-up district: schools and their calendars, the people in them and what happens to them, over some years.

calendar   school years and their days, and when the district delivers
people     who studies where, from when to when, and what they are like
contacts   who cares for them, and to which groups they belong
programs   what some of them are offered, and who is in it
staff      who works where, and when not
events     attendance, results, incidents and what was done about them
services   health, transport, applications
fees       what families owe, pay and are forgiven
chart      the accounts of schools, and what a year is planned to bring
finance    what schools take in and spend
surveys    what people are asked, and who
answers    what they say
curriculum what is to be learned, and tries at it
skills     how students approach learning, term by term
plan       what is told, table by table
delivery   the files, night by night
truth      what an answer must say, counted from the plan
truths     the same of money, of what people say, and of what is learned
"""

from __future__ import annotations

from edulake.jobs.steps.generate.district.delivery import SYSTEM, generate_district, is_district

__all__ = ["SYSTEM", "generate_district", "is_district"]
