"""Which topics do learners talk about, for how long, and do they come back to them?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.contract.table import Column, Table
from edulake.expr.vocabulary import UNKNOWN
from edulake.gold.language import intervals, minutes, topic_solved, topic_sums
from edulake.gold.language.activity import READ, USER, activity, days, observed_until
from edulake.gold.language.columns import COEFFICIENTS, LEARNER, NOWHERE, OBSERVED_UNTIL, TOO_FEW, nowhere
from edulake.gold.language.intervals import RATE_TYPE, SHARE_TYPE
from edulake.gold.language.minutes import MINUTES_TYPE
from edulake.gold.language.topic_sums import PAIR
from edulake.gold.product import OF_LANGUAGE, WRITTEN_AT, Collected, Input, Product, mean
from edulake.silver.columns import SOURCE_SYSTEM
from edulake.silver.language import languages
from edulake.silver.language.conversations import CONVERSATIONS_TABLE
from edulake.silver.language.messages import MESSAGES_TABLE

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.config.settings import Gold
    from edulake.gold.product import Inputs, Steps

ESTIMATES = (
    Column(
        "more_messages",
        "DOUBLE",
        "By how many messages a conversation is longer than the learner's other ones, less the mean of that over all"
        " conversations that are compared; null unless enough learners tell",
    ),
    Column("error", "DOUBLE", "Standard error of it, clustered by learner"),
    Column("lower", "DOUBLE", "Lower 95 % limit"),
    Column("upper", "DOUBLE", "Upper 95 % limit"),
    Column("shrunk", "DOUBLE", "The same moved to the mean of all by what of it is chance; null unless topics differ"),
    Column("shrunk_error", "DOUBLE", "Standard error of the shrunk figure"),
    Column("p_alike", "DOUBLE", "How likely topics of the language differ as much by chance (F, clustered by learner)"),
)
TABLE = Table(
    layer="gold",
    name="topic_engagement",
    meaning="One row per language and topic: who talks about it and how much, and how much longer a learner's"
    " conversations on it are than the same learner's on others. Sums and shares depend on who chooses the topic, and"
    " rank nothing.",
    columns=(
        SOURCE_SYSTEM,
        languages.COURSE_ID,
        Column("topic_id", "STRING", "Topic; Unknown where none is said", nullable=False),
        Column("learners", "INT", "Different learners with a conversation on it", nullable=False),
        Column("conversations", "BIGINT", "Conversations on it", nullable=False),
        Column(
            "per_active_week",
            "DECIMAL(9,4)",
            "Conversations / weeks in which its learners learned the language, summed over them",
            nullable=False,
        ),
        Column("median_messages", "DECIMAL(9,1)", "Median of the learner's messages in a conversation", nullable=False),
        Column(
            "active_minutes",
            MINUTES_TYPE,
            "Time between two messages of one conversation, as the settings count it",
            nullable=False,
        ),
        Column("continued", "BIGINT", "Conversations with as many messages as the settings ask for", nullable=False),
        Column("continued_share", SHARE_TYPE, "Continued / conversations", nullable=False),
        Column(
            "eligible", "INT", "Learners of whom all return_days after their first one on it are known", nullable=False
        ),
        Column("returned", "INT", "Those of them with another conversation on it in these days", nullable=False),
        Column("returned_share", SHARE_TYPE, "Returned / eligible; null without any"),
        Column("returned_lower", SHARE_TYPE, "Lower 95 % limit of that share (Wilson)"),
        Column("returned_upper", SHARE_TYPE, "Upper 95 % limit"),
        Column("checked_messages", "BIGINT", "Messages that were checked", nullable=False),
        Column("errors", "BIGINT", "Corrections in them", nullable=False),
        Column("errors_per_100", RATE_TYPE, "100 x errors / checked messages; null without any"),
        Column("compared", "INT", "Those of learners who talk about other topics as well", nullable=False),
        *ESTIMATES,
        Column(
            "status",
            "STRING",
            "Of more_messages: OK; TOO_FEW compared, or none of them with a topic that others talk about; NO_EVIDENCE"
            " that topics of the language differ, which then have no order",
            nullable=False,
        ),
        OBSERVED_UNTIL,
        *NOWHERE,
        WRITTEN_AT,
    ),
    key=("source_system", "course_id", "topic_id"),
    cluster_by=("course_id", "topic_id"),
    deletion_vectors=True,
)
KEYS = TABLE.key
COMPARED = dict.fromkeys(KEYS, "STRING") | {c.name: c.type for c in ESTIMATES} | {"status": "STRING"}
SUMS = ("conversations", "seconds", "continued", "checked_messages", "errors")


def build(silver: Inputs, settings: Gold) -> Steps:
    """All rows."""
    talks = yield _talks(silver, settings)
    active = yield days(activity(silver))
    told = yield topic_sums.told(talks, settings)
    products = yield topic_sums.products(told)
    coefficients = yield Collected(products, topic_solved.coefficients, COEFFICIENTS)
    sums = products.join(topic_sums.scores(told, coefficients), on=list(PAIR), how="left")
    compared = yield Collected(sums, topic_solved.compared, COMPARED)
    return _told(_counted(talks, active, settings), compared)


def _talks(silver: Inputs, settings: Gold) -> DataFrame:
    """Conversations with their `messages` of the learner, `seconds`, and what was checked in them."""
    timed = minutes.active(silver[MESSAGES_TABLE], settings)
    is_checked = F.col("is_checked")
    counted = timed.groupBy("source_system", "conversation_id").agg(
        F.count(F.when(F.col("role") == USER, 1)).alias("messages"),
        F.sum(F.when(F.col("is_of_the_same"), F.col("active_seconds"))).alias("seconds"),
        F.count(F.when(is_checked, 1)).alias("checked_messages"),
        F.sum(F.when(is_checked, F.col("correction_count"))).alias("errors"),
    )
    topic = F.coalesce("topic_id", F.lit(UNKNOWN)).alias("topic_id")
    talks = silver[CONVERSATIONS_TABLE].select(*LEARNER, topic, "conversation_id", "date", "started_at")
    joined = talks.join(counted, on=["source_system", "conversation_id"], how="left")
    filled = joined.fillna(0, ["messages", "seconds", "checked_messages", "errors"])
    is_continued = F.col("messages") >= settings.language.continuation_messages
    return filled.withColumn("continued", F.when(is_continued, 1).otherwise(0))


def _counted(talks: DataFrame, active: DataFrame, settings: Gold) -> DataFrame:
    """By topic, from sums by learner; the second conversation on a topic is the one after the first, on any day."""
    weeks = active.groupBy(*LEARNER).agg(F.count_distinct(F.trunc("date", "week")).alias("weeks"))
    in_order = F.sort_array(F.collect_list(F.struct("started_at", "conversation_id", "date")))["date"].alias("dates")
    each = talks.withColumn("conversations", F.lit(1)).groupBy(*LEARNER, "topic_id")
    is_topic = F.col("topic_id") != UNKNOWN
    topics = F.count(F.when(is_topic, 1)).over(Window.partitionBy(*LEARNER))
    of_learners = each.agg(*[F.sum(name).alias(name) for name in SUMS], in_order).withColumn("topics", topics)
    first, second = F.col("dates")[0], F.get("dates", F.lit(1))
    last = F.date_add(first, settings.language.return_days)
    until = F.broadcast(observed_until(active))
    known = of_learners.join(weeks, on=list(LEARNER)).join(until, on="source_system")
    is_eligible = last <= F.col("observed_until")
    counted = known.groupBy(*KEYS, "observed_until").agg(
        F.count(F.lit(1)).cast("int").alias("learners"),
        *[F.sum(name).alias(name) for name in (*SUMS, "weeks")],
        F.count(F.when(is_topic & (F.col("topics") > 1), 1)).cast("int").alias("compared"),
        F.count(F.when(is_eligible, 1)).cast("int").alias("eligible"),
        F.count(F.when(is_eligible & (second <= last), 1)).cast("int").alias("returned"),
    )
    middle = F.percentile("messages", 0.5).cast("decimal(9,1)").alias("median_messages")
    return counted.join(talks.groupBy(*KEYS).agg(middle), on=list(KEYS))


def _told(counted: DataFrame, compared: DataFrame) -> DataFrame:
    conversations, eligible, checked = (F.col(n) for n in ("conversations", "eligible", "checked_messages"))
    lower, upper = intervals.wilson(F.col("returned"), eligible)
    return counted.join(compared, on=list(KEYS), how="left").select(
        *KEYS,
        "learners",
        conversations,
        mean(conversations.cast("decimal(15,0)"), F.col("weeks"), "decimal(9,4)").alias("per_active_week"),
        "median_messages",
        minutes.in_minutes(F.col("seconds")).alias("active_minutes"),
        "continued",
        intervals.share(F.col("continued"), conversations).alias("continued_share"),
        "eligible",
        "returned",
        intervals.share(F.col("returned"), eligible).alias("returned_share"),
        lower.alias("returned_lower"),
        upper.alias("returned_upper"),
        checked,
        "errors",
        mean((F.col("errors") * 100).cast("decimal(15,0)"), checked, RATE_TYPE).alias("errors_per_100"),
        "compared",
        *[column.name for column in ESTIMATES],
        F.coalesce("status", F.lit(TOO_FEW)).alias("status"),
        "observed_until",
        *nowhere(),
    )


TOPIC_ENGAGEMENT = Product(
    TABLE.name,
    TABLE,
    tuple(map(Input, READ)),
    build,
    part=("source_system",),  # up to which day all is known is the source's
    needs=(CONVERSATIONS_TABLE, MESSAGES_TABLE),
    choices=(OF_LANGUAGE,),
)
