"""What is said of brokers that do not tell, and how the client speaks to them."""

from __future__ import annotations

from typing import Any

import pytest
from confluent_kafka import KafkaError, KafkaException

from edulake.config.kafka import Kafka
from edulake.errors import NotInstalledError, UnreadableError
from edulake.landing.kafka import client

pytestmark = pytest.mark.once

TOPIC = Kafka("127.0.0.1:1", "days")


@pytest.mark.parametrize(
    ("code", "what"),
    [
        (KafkaError.UNKNOWN_TOPIC_OR_PART, "there is no such topic"),
        (KafkaError.TOPIC_AUTHORIZATION_FAILED, "the topic may not be read"),
        (KafkaError._AUTHENTICATION, "the brokers refused the credentials"),
        (KafkaError._TRANSPORT, "the brokers do not answer"),
        (KafkaError.BROKER_NOT_AVAILABLE, "the brokers do not answer"),
    ],
)
def test_what_brokers_say_is_said_by_its_code(code: int, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: Kafka) -> Any:
        raise KafkaException(KafkaError(code, "Canary at 10.0.0.1"))

    monkeypatch.setattr(client, "_asked", fails)
    with pytest.raises(UnreadableError) as error:
        client.look(TOPIC)
    assert error.value.what == f"topic days: {what}"
    assert "Canary" not in " ".join(error.value.lines())


def test_brokers_that_are_away_are_waited_for_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "PATIENCE", 0.5)
    with pytest.raises(UnreadableError, match="topic days: the brokers do not answer"):
        client.look(TOPIC)


def test_without_the_client_it_is_said_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "find_spec", lambda _: None)
    with pytest.raises(NotInstalledError) as error:
        client.look(TOPIC)
    assert error.value.fix == "install edulake[kafka]"


def test_the_client_signs_in_as_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = client.options(TOPIC)
    assert {name: plain[name] for name in plain if name != "error_cb"} == {
        "bootstrap.servers": "127.0.0.1:1", "security.protocol": "PLAINTEXT", "client.id": "edulake", "log_level": 0,
    }  # fmt: skip
    monkeypatch.setenv("DEVICE", "edu")
    monkeypatch.setenv("WORD", "secret")
    signed = client.options(Kafka("a.example:9092", "days", "env:DEVICE", "env:WORD", ca="/ca.pem"))
    assert (signed["sasl.mechanism"], signed["sasl.username"], signed["sasl.password"]) == (
        "SCRAM-SHA-512", "edu", "secret",
    )  # fmt: skip
    assert (signed["security.protocol"], signed["ssl.ca.location"]) == ("SASL_SSL", "/ca.pem")
