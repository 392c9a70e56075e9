"""A Kafka broker of a test's own: one process, in a temporary folder, on a free port of loopback, gone afterwards."""

from __future__ import annotations

import base64
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from confluent_kafka import KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewPartitions, NewTopic

PROPERTIES = """
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{inner}
controller.listener.names=CONTROLLER
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{inner}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs={folder}/data
auto.create.topics.enable=false
message.max.bytes=4194304
offsets.topic.num.partitions=1
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
"""
Value = bytes | str | None


def programs() -> Path | None:
    """The folder of the broker's JARs, which the set-up for tests fetches; None where there are none, or no Java."""
    settings = os.environ.get("EDULAKE_SPARK_CONF")
    folder = Path(settings).with_name("broker") if settings else None
    return folder if folder and folder.is_dir() and java() else None


def java() -> str | None:
    """The Java that Spark runs on, else that of the PATH."""
    home = os.environ.get("JAVA_HOME")
    return shutil.which("java", path=f"{home}/bin") if home else shutil.which("java")


class Broker:
    def __init__(self, jars: Path, folder: Path) -> None:
        self.jars, self.folder = jars, folder
        self.port, inner = _free(), _free()
        self.address = f"127.0.0.1:{self.port}"
        self.settings = folder / "server.properties"
        self.settings.write_text(PROPERTIES.format(port=self.port, inner=inner, folder=folder))
        name = base64.urlsafe_b64encode(os.urandom(16)).decode().rstrip("=").replace("-", "a")
        command = self._java("kafka.tools.StorageTool", "format", "-t", name, "-c", str(self.settings))
        subprocess.run(command, check=True, timeout=120, stdout=subprocess.DEVNULL, cwd="/")
        # Held: one that nobody holds ends, and what it was asked with it.
        self.admin = AdminClient({"bootstrap.servers": self.address, "log_level": 0})
        self.process: subprocess.Popen[bytes] | None = None
        self.start()

    def _java(self, *words: str) -> list[str]:
        return [java() or "java", "-Xms128m", "-Xmx384m", "-XX:TieredStopAtLevel=1", "-cp", f"{self.jars}/*", *words]

    def start(self) -> None:
        """Begin, or come back with what was there; returns once it answers."""
        log = (self.folder / "log").open("ab")
        command = self._java("kafka.Kafka", str(self.settings))
        self.process = subprocess.Popen(command, stdout=log, stderr=log, cwd="/")
        end = time.monotonic() + 120
        while time.monotonic() < end:
            try:
                self.admin.list_topics(timeout=5)
            except KafkaException:
                time.sleep(0.3)
            else:
                return
        raise AssertionError((self.folder / "log").read_text()[-2000:])

    def stop(self) -> None:
        if self.process:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait(30)
            self.process = None

    def create(self, topic: str, partitions: int = 1, **config: str) -> None:
        asked = NewTopic(topic, partitions, 1, config={name.replace("_", "."): text for name, text in config.items()})
        self._wait(self.admin.create_topics([asked]))
        while topic not in self.admin.list_topics(timeout=10).topics:
            time.sleep(0.1)

    def delete(self, topic: str) -> None:
        self._wait(self.admin.delete_topics([topic]))
        while topic in self.admin.list_topics(timeout=10).topics:
            time.sleep(0.1)

    def widen(self, topic: str, partitions: int) -> None:
        self._wait(self.admin.create_partitions([NewPartitions(topic, partitions)]))
        while len(self.admin.list_topics(timeout=10).topics[topic].partitions) < partitions:
            time.sleep(0.1)

    def expire(self, topic: str, before: int, partition: int = 0) -> None:
        """Take away all records before an offset, as retention does."""
        self._wait(self.admin.delete_records([TopicPartition(topic, partition, before)]))

    def _wait(self, futures: dict[Any, Any]) -> None:
        for future in futures.values():
            future.result(60)

    def produce(
        self, topic: str, values: Iterable[Value], partition: int = 0, key: Value = None, at: int | None = None
    ) -> None:
        producer = Producer({"bootstrap.servers": self.address, "message.max.bytes": 4_000_000})
        _send(producer, topic, values, partition, key, at)
        assert producer.flush(60) == 0

    def transact(self, topic: str, values: Iterable[Value], *, commit: bool, partition: int = 0) -> None:
        """Records of one transaction, which is committed or aborted."""
        producer = Producer({"log_level": 0, "bootstrap.servers": self.address, "transactional.id": f"test-{commit}"})
        producer.init_transactions(60)
        producer.begin_transaction()
        _send(producer, topic, values, partition, None, None)
        producer.flush(60)
        producer.commit_transaction(60) if commit else producer.abort_transaction(60)


def _send(producer: Producer, topic: str, values: Iterable[Value], partition: int, key: Value, at: int | None) -> None:
    for value in values:
        while True:
            try:
                producer.produce(
                    topic, value, key=key, partition=partition, **({} if at is None else {"timestamp": at})
                )
            except BufferError:
                producer.poll(0.1)
            else:
                break


@contextmanager
def running(jars: Path) -> Iterator[Broker]:
    folder = Path(tempfile.mkdtemp(prefix="edulake-kafka-"))
    broker = None
    try:
        broker = Broker(jars, folder)
        yield broker
    finally:
        if broker:
            broker.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
