"""What configuration may say of a topic, and how its brokers are spoken to."""

from __future__ import annotations

from pathlib import Path

import pytest

from edulake.config.kafka import Kafka
from edulake.config.load import load
from edulake.errors import ConfigError

pytestmark = pytest.mark.once

VALID = {"brokers": "a.example:9092,b.example:9092", "topic": "devices"}
SIGNED = {"user": "env:DEVICES_USER", "password": "secret:devices/password"}
MISTAKES = {
    "literal password": ({"user": "env:X", "password": "Canary"}, "password is never written"),
    "literal user": ({"user": "Canary", "password": "env:X"}, "user is never written"),
    "user without password": ({"user": "env:X"}, "belong together"),
    "no port": ({"brokers": "Canary"}, "brokers are not host:port"),
    "a password in brokers": ({"brokers": "Canary:Canary@a.example:9092"}, "brokers are not host:port"),
    "a line break in brokers": ({"brokers": "a.example:9092\n"}, "brokers are not host:port"),
    "a slash in the topic": ({"topic": "Canary/x"}, "topic cannot be called so"),
    "no topic": ({"topic": ""}, "topic cannot be called so"),
    "dots as a topic": ({"topic": ".."}, "topic cannot be called so"),
    "a line break in the topic": ({"topic": "x\n"}, "topic cannot be called so"),
    "mechanism": ({"mechanism": "MD5"}, "no mechanism is called MD5"),
    "no records": ({"max_records": 0}, "max_records is too small"),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_mistakes_are_named_without_their_values(case: str) -> None:
    changes, says = MISTAKES[case]
    with pytest.raises(ConfigError) as error:
        Kafka(**{**VALID, **changes})
    text = " ".join(error.value.lines())
    assert says in text
    assert "Canary" not in text


@pytest.mark.parametrize(
    ("brokers", "settings", "protocol"),
    [
        ("a.example:9092", {}, "SSL"),
        ("a.example:9092", SIGNED, "SASL_SSL"),
        ("127.0.0.1:9092", {}, "PLAINTEXT"),
        ("localhost:9092,127.0.0.1:9093", {}, "PLAINTEXT"),
        ("[::1]:9092", {}, "PLAINTEXT"),
        ("localhost:9092", SIGNED, "SASL_PLAINTEXT"),
        ("localhost:9092", {"tls": True}, "SSL"),
        ("localhost:9092", {"ca": "/ca.pem"}, "SSL"),
        ("localhost:9092,a.example:9092", {}, "SSL"),
        ("localhost.a.example:9092", {}, "SSL"),
    ],
)
def test_what_leaves_this_machine_is_encrypted(brokers: str, settings: dict[str, str], protocol: str) -> None:
    assert Kafka(**{**VALID, **settings}).protocol(brokers) == protocol


def test_a_source_of_that_format_has_a_topic(tmp_path: Path) -> None:
    path, mapped = tmp_path / "conf.toml", "[sources.x.columns]\nstudent_id = 's'\ndate = 'd'\nstatus = 't'\n"
    topic = "[sources.x.kafka]\nbrokers = 'env:X'\ntopic = 't'\n"
    block = "[sources.x]\nsubject = 'attendance'\nformat = 'kafka'\n"
    path.write_text(block + mapped + topic)
    assert load(str(path)).sources["x"].kafka == Kafka("env:X", "t")
    for text, says in {
        block: "sources.x.kafka is missing",
        block + "[sources.x.kafka]\nbrokers = 'env:X'": "topic is missing",
        block + "snapshot = true\n" + mapped + topic: "sources.x.snapshot cannot be set",
        block + "records = 'a'\n" + mapped + topic: "sources.x.records says nothing",
    }.items():
        path.write_text(text)
        with pytest.raises(ConfigError) as error:
            load(str(path))
        assert says in " ".join(error.value.lines())
