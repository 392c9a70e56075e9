"""What do students, parents and staff say in surveys, how did that move, and how many of them answer?

What somebody says is sensitive: a figure is told where ten or more are in favour and ten or more are not, those of the
whole survey alone. How many answered is not told beside it, nor what schools or grade levels say: shares of people who
are nearly the same could be subtracted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.gold.product import ALL
from edulake.gold.wellbeing.survey_constructs import TABLE as CONSTRUCTS
from edulake.gold.wellbeing.survey_results import TABLE as RESULTS
from edulake.serving.questions.question import Column, Question
from edulake.serving.questions.schools import ON_THE_PAGE

if TYPE_CHECKING:
    from edulake.contract.table import Table

WHOLE = f"school_id = '{ALL}' AND grade_level = '{ALL}'"
PLURALS = ("Student", "Parent", "Applicant")
WHO = f"CASE WHEN respondent_kind IN {PLURALS} THEN concat(respondent_kind, 's') ELSE respondent_kind END"
NOW, BEFORE = ("favouring", "others"), ("favoured", "others_before")
NO_DAY = "DATE '0001-01-01'"
OF_LATE = "The newest survey of each family, all schools together, beside the last one before it that asked the same."


def _newest(table: Table, where: str) -> str:
    """Rows of all schools and grade levels, of the newest survey of each family; `survey` is its name among others.

    A survey without a day is older than all others of its family.
    """
    of_family = "PARTITION BY source_system, coalesce(family, survey_id), respondent_kind"
    return f"""SELECT *, CASE WHEN min(source_system) OVER () = max(source_system) OVER () THEN survey_id
            ELSE concat(source_system, ' ', survey_id) END AS survey
  FROM (SELECT *, max(first_day) OVER ({of_family}) AS newest FROM {table} WHERE {WHOLE} AND {where}) AS in_families
  WHERE coalesce(first_day, {NO_DAY}) = coalesce(newest, {NO_DAY})"""


def _said(table: Table, key: str, words: str, part: str, whole: str) -> str:
    """A row for each kind of people and what they are asked, with shares of `whole` and how many are on each side.

    `what` is in `words`; where these are of several rows, by the `key` and the survey as well.
    """
    same = " AND ".join(
        f"past.{name} = latest.{name}" for name in ("source_system", "school_id", "grade_level", "respondent_kind", key)
    )
    return f"""
SELECT concat({WHO}, ': ', words, CASE WHEN count(*) OVER (PARTITION BY respondent_kind, words) = 1 THEN ''
              ELSE concat(' (', code, ', ', survey, ')') END) AS what, *
FROM (
  SELECT latest.respondent_kind, latest.survey, latest.{key} AS code, {words} AS words, latest.mean,
         latest.{part} * 1.0E0 / nullif(latest.{whole}, 0) AS favourable,
         past.{part} * 1.0E0 / nullif(past.{whole}, 0) AS earlier,
         greatest(1, latest.in_favour) AS favouring, greatest(1, latest.not_in_favour) AS others,
         greatest(1, past.in_favour) AS favoured, greatest(1, past.not_in_favour) AS others_before
  FROM (
  {_newest(table, "respondents > 0")}
  ) AS latest LEFT JOIN {table} AS past ON past.survey_id = latest.earlier_survey_id AND {same}) AS compared
"""


VOICES = Question(
    "voices",
    "People who are in favour, by what is asked about, in the newest surveys",
    _said(CONSTRUCTS, "construct", "latest.construct", "in_favour", "respondents"),
    across="what",
    shows="favourable",
    columns={
        "what": Column("who, about what"),
        "favourable": Column("in favour", "share", NOW),
        "earlier": Column("before", "share", BEFORE),
        "mean": Column("mean", "score", NOW),
    },
    order="favourable DESC, what",
    asks="What do students, parents and staff say, and how did that move?",
    note="In favour are those whose answers have a mean that is favourable, of those who answered half of the"
    f" questions. {OF_LATE}",
    unseen={"demo": ON_THE_PAGE},
)
ITEMS = Question(
    "voices_by_item",
    "Favourable answers to each question, in the newest surveys",
    _said(RESULTS, "item_code", "coalesce(latest.text, latest.item_code)", "favourable", "n_valid"),
    across="what",
    shows="favourable",
    columns={
        "what": Column("who, to which question"),
        "favourable": Column("favourable", "share", NOW),
        "earlier": Column("before", "share", BEFORE),
    },
    order="favourable, what",
    asks="Which questions are answered favourably?",
    note=f"The lowest first; answers to reversed questions are turned over. {OF_LATE}",
    unseen={"demo": ON_THE_PAGE},
)
HEARD = Question(
    "voices_heard",
    "Those invited who completed a survey, in the newest ones",
    f"""
SELECT concat({WHO}, ', ', survey) AS who, completed * 1.0E0 / invited AS rate, greatest(1, completed) AS heard,
       greatest(1, invited - completed) AS silent
FROM (
  SELECT respondent_kind, survey, max(completed) AS completed, max(invited) AS invited FROM (
  {_newest(RESULTS, "response_rate IS NOT NULL")}
  ) AS of_items GROUP BY respondent_kind, survey) AS by_survey
""",
    across="who",
    shows="rate",
    columns={"who": Column("who, in which survey"), "rate": Column("completed", "share", ("heard", "silent"))},
    order="rate DESC, who",
    asks="How many of those who are asked answer?",
    note="Not told where nobody says how many were invited, or more answered.",
    unseen={"demo": ON_THE_PAGE},
)
QUESTIONS = (VOICES, ITEMS, HEARD)
