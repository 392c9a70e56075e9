"""Events of attendance, sent to a topic by a process of its own: `devices.py BROKERS RATE`, or `BROKERS 0 MOST`."""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

TOPIC = "attendance"
STUDENTS, DAYS = 5000, 60
STATUSES = ("Present", "Present", "Present", "Absent", "Tardy")


def event(number: int, produced: dt.datetime) -> bytes:
    """The attendance of a student on a day: one of 5000 on one of 60 days, then the next."""
    day = dt.date(2025, 9, 1) + dt.timedelta(days=number // STUDENTS % DAYS)
    said = {"id": f"A{number}", "student": f"STU{number % STUDENTS}", "day": day.isoformat()}
    more = {
        "status": STATUSES[number % len(STATUSES)],
        "produced": produced.isoformat(),
        "device": f"gate {number % 40}",
    }
    return json.dumps({**said, **more}).encode()


def produce(brokers: str, rate: int, most: int = 0) -> None:
    """Send events, `rate` a second, or `most` of them as fast as it goes; how many, on standard output.

    SIGTERM ends it, and the end of who started it.
    """
    from confluent_kafka import Producer

    ended: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: ended.append(number))
    producer = Producer({"bootstrap.servers": brokers, "linger.ms": 5, "compression.type": "zstd"})
    began, sent, parent = time.monotonic(), 0, os.getppid()
    while not ended and os.getppid() == parent and (not most or sent < most):
        due = most or int((time.monotonic() - began) * rate)
        for number in range(sent, due):
            now = dt.datetime.now(dt.UTC)
            at, key = int(now.timestamp() * 1000), f"STU{number % STUDENTS}"
            while True:
                try:
                    producer.produce(TOPIC, event(number, now), key=key, timestamp=at)
                    break
                except BufferError:
                    producer.poll(0.1)
        sent = max(sent, due)
        producer.poll(0)
        time.sleep(0.005)
    assert producer.flush(60) == 0
    print(sent, flush=True)


@contextmanager
def producing(brokers: str, rate: int) -> Iterator[list[int]]:
    """A process that sends events meanwhile, `rate` a second; how many it sent is known afterwards."""
    counted: list[int] = []
    command = [sys.executable, __file__, brokers, str(rate)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield counted
    finally:
        process.terminate()
        said, _ = process.communicate(timeout=90)
        counted += [int(line) for line in said.split()]


def sent(brokers: str, most: int) -> int:
    """Send so many events as fast as it goes; how many were taken."""
    command = [sys.executable, __file__, brokers, "0", str(most)]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


if __name__ == "__main__":
    produce(sys.argv[1], *map(int, sys.argv[2:]))
