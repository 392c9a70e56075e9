"""What brokers tell of a topic: its id, its partitions and their ends. Metadata only: Spark reads the records."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from edulake.config import secret
from edulake.errors import NotInstalledError, UnreadableError
from edulake.landing.kafka.ranges import Life, Seen

if TYPE_CHECKING:
    from edulake.config.kafka import Kafka

# Seconds that a broker may take for an answer; the client tries others and again within them.
PATIENCE = 15
# What brokers say that know no ids of topics: those of before Kafka 2.8, and some that only speak like one.
NO_ID = "AAAAAAAAAAAAAAAAAAAAAA"
EXPLAINED = {
    "UNKNOWN_TOPIC_OR_PART": ("there is no such topic", "check the setting topic, and that the user may describe it"),
    "TOPIC_AUTHORIZATION_FAILED": ("the topic may not be read", "let the user describe and read it"),
    "CLUSTER_AUTHORIZATION_FAILED": ("the cluster may not be described", "let the user describe it"),
    "SASL_AUTHENTICATION_FAILED": ("the brokers refused the credentials", "check user, password and mechanism"),
    "_AUTHENTICATION": ("the brokers refused the credentials", "check user, password and mechanism"),
    "_SSL": ("the brokers' certificate was not accepted", "check ca, and that brokers are named as in it"),
}
UNREACHED = ("the brokers do not answer", "check the setting brokers, the network, tls and the brokers themselves")


def look(kafka: Kafka) -> Seen:
    """The topic as it is now. UnreadableError where brokers do not tell, NotInstalledError without the client."""
    if find_spec("confluent_kafka") is None:
        raise NotInstalledError(
            "a topic cannot be asked for", "confluent-kafka is not installed", "install edulake[kafka]"
        )
    from confluent_kafka import KafkaException

    try:
        return _asked(kafka)
    except KafkaException as error:
        code = error.args[0].name()
        what, fix = EXPLAINED.get(code, UNREACHED)
        raise UnreadableError(f"topic {kafka.topic}: {what}", code, fix) from None


def _asked(kafka: Kafka) -> Seen:
    from confluent_kafka import IsolationLevel, TopicCollection, TopicPartition
    from confluent_kafka.admin import AdminClient, OffsetSpec  # pyright: ignore[reportPrivateImportUsage] - its place

    # Held until the last answer is there: one that nobody holds ends.
    admin = AdminClient(options(kafka))
    limit = {"request_timeout": PATIENCE}
    topic = admin.describe_topics(TopicCollection([kafka.topic]), **limit)[kafka.topic].result(2 * PATIENCE)
    if str(topic.topic_id) == NO_ID:
        why = "these brokers give topics no id, so that one made anew would not be noticed"
        raise UnreadableError(f"topic {kafka.topic} cannot be read", why, "use brokers of Kafka 2.8 or newer")
    cluster = admin.describe_cluster(**limit).result(2 * PATIENCE).cluster_id

    def ends(spec: Any) -> dict[int, int]:
        asked = {TopicPartition(kafka.topic, one.id): spec for one in topic.partitions}
        found = admin.list_offsets(asked, isolation_level=IsolationLevel.READ_COMMITTED, **limit)
        return {one.partition: future.result(2 * PATIENCE).offset for one, future in found.items()}

    # In this order: what expires in between only makes the range of what is there larger.
    low, high = ends(OffsetSpec.earliest()), ends(OffsetSpec.latest())
    return Seen(Life(kafka.topic, str(cluster), str(topic.topic_id)), {p: (low[p], high[p]) for p in low})


def options(kafka: Kafka) -> dict[str, Any]:
    """How the client speaks to the brokers; it says nothing by itself."""
    brokers = secret.read(kafka.brokers) if kafka.brokers.startswith("env:") else kafka.brokers
    named = {
        "bootstrap.servers": brokers,
        "security.protocol": kafka.protocol(brokers),
        "client.id": "edulake",
        "ssl.ca.location": kafka.ca,
        "log_level": 0,
        "error_cb": _silent,
    }
    if kafka.user:
        named |= {
            "sasl.mechanism": kafka.mechanism,
            "sasl.username": secret.read(kafka.user),
            "sasl.password": secret.read(kafka.password),
        }
    return {name: value for name, value in named.items() if value != ""}


def _silent(error: object) -> None:
    """What goes wrong in between is told once a request fails for it."""
