"""The made-up district as an Ed-Fi ODS/API of data standard 5 or 6 tells of it: a folder a night, in it one a resource.

forms        ids, descriptors, references, and a line for each object
facts        the district, and what resources say of it in the same words
schools      schools, their calendars and sessions
teaching     courses, sections, who is in them and the grades there
gradebook    a piece of work in each section, and its points
people       students, their stays in schools, what they are like and where they live
contacts     who cares for them, parents before standard 5
staff        who works where, and when not
events       attendance, incidents and what came of them
services     health and transport
programs     programs, and who is in them
curriculum   standards, and how far students are in their skills
aims         the parts of tests that tell of standards
assessments  tests and their results
finance      accounts, and what they hold at the end of each month
surveys      what is asked, who answers, and what
plan         the resources of a standard
delivery     the files, with pages that came twice
truth        what a reader must find, counted from the plan
"""

from __future__ import annotations

from edulake.jobs.steps.generate.edfi.delivery import generate_edfi

__all__ = ["generate_edfi"]
