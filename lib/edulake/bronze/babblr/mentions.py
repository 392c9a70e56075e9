"""Who and which languages rows of any table name: a learner is somebody, and a language a course, by being named.

A row of `babblr_mentions_raw` is of the table after which its file is called.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.bronze.babblr.fields import UNGRADED, course, is_blank, title, told
from edulake.bronze.babblr.tables import ATTEMPTS, CONVERSATIONS, LESSON_PROGRESS, USER_LEVELS
from edulake.bronze.reference import sure
from edulake.contract.rule import NOTHING_SAID
from edulake.silver.learning import courses as languages
from edulake.silver.people import students as people

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

    from edulake.bronze.babblr.fields import Current
    from edulake.contract.feed import Feed

OF_LEARNERS = (CONVERSATIONS, LESSON_PROGRESS, ATTEMPTS, USER_LEVELS)
FILE = ("source_file_sha256", "delivered_at", "batch_number")


def is_of(feed: Feed) -> Column:
    """Whether a row is of the table of a feed, by its file."""
    file = F.lower(F.substring_index("source_file", "/", -1))
    return file.startswith(feed.files.table)


def students(facts: DataFrame, _: Current) -> DataFrame:
    """Everybody who is named: no more is known of them. Rows that are about nobody say nothing."""
    of_learners = reduce(or_, [is_of(feed) for feed in OF_LEARNERS])
    issue = F.coalesce("parse_issue", F.when(~of_learners, NOTHING_SAID))
    columns = {"student_id": "raw_user_id", "grade_level": F.lit(UNGRADED)}
    return told(facts, people.FORM, columns).withColumn("parse_issue", issue)


def courses(facts: DataFrame, _: Current) -> DataFrame:
    """Every language that is named, as a course; a file names each but once."""
    rows = _each_once(facts)
    language = course()
    columns = {
        "course_id": language,
        "name": title(language),
        "subject": title(language),
        "grade_level": F.lit(UNGRADED),
    }
    return told(rows, languages.FORM, columns)


def _each_once(facts: DataFrame) -> DataFrame:
    """One row for each language of a file, and `records`, how many named it; those that name none as they are.

    What a file's rows share is joined to it: it would be hashed with each row.
    """
    named = sure(F.col("parse_issue").isNull() & ~is_blank("raw_language"))
    marked = facts.withColumn("_named", named)
    counted = marked.where("_named").groupBy(*FILE, "raw_language").agg(F.count(F.lit(1)).cast("int").alias("records"))
    apart = {*FILE, "raw_id", "raw_user_id", "raw_language", "raw_payload", "records"}
    shared = [name for name in facts.columns if name not in apart]
    files = F.broadcast(facts.where("parse_issue IS NULL").select(*FILE, *shared).distinct())
    nothing = {name: F.lit(None).cast("string") for name in ("raw_id", "raw_user_id", "raw_payload")}
    summed = counted.join(files, on=list(FILE)).withColumns(nothing)
    return summed.select(*facts.columns).unionByName(marked.where("NOT _named").select(*facts.columns))
