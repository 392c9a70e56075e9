"""A made-up app for learning languages: its learners over nine months, and what is planted among them.

world          the figures that are planted, and the chance by which things happen
calendar       days, and those on which the app is exported
learners       who learns, from when on, and until when
levels         languages that are learned, and when each level was truly reached
days           on which days a learner does something
conversations  talks with the tutor, on topics
messages       what is said, and what of it is corrected
catalogue      lessons and tests, and what each lesson adds
progress       which lessons are taken, and when
attempts       tests: what is recommended, and the score
skills         what attempts say by skill, by what is remembered
proficiency    the level that the app believes in
experiments    who is assigned to what, and who saw it
plan           what is true, and what is told, table by table
delivery       the files, export by export
truth          what an answer must say, counted from what is true
"""

from __future__ import annotations

from edulake.jobs.steps.generate.language.delivery import generate_language, is_language

__all__ = ["generate_language", "is_language"]
