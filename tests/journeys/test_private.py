"""Student data is for who runs the job alone: no socket for others, no file that others may read."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from lake import Lake, record
from pyspark.sql import SparkSession

from edulake.store import session

LISTENING = "0A"
# 127.0.0.1 as /proc/net/tcp writes it, and in the same way within IPv6.
LOOPBACK = re.compile(r"[0-9A-F]{6}7F|0{24}[0-9A-F]{6}7F|0{16}F{4}0{4}[0-9A-F]{6}7F|0{24}01000000")


def sockets_of(pid: int) -> set[str]:
    """Inodes of the sockets that a process holds."""
    found = set()
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        try:
            found |= set(re.findall(r"socket:\[(\d+)\]", str(descriptor.readlink())))
        except FileNotFoundError:  # closed meanwhile
            continue
    return found


def listening(pid: int) -> list[str]:
    """The addresses, in the kernel's hexadecimal, on which a process takes connections."""
    ours = sockets_of(pid)
    rows = [
        line.split()
        for name in ("tcp", "tcp6")
        for line in Path(f"/proc/{pid}/net/{name}").read_text().splitlines()[1:]
    ]
    return [row[1].split(":")[0] for row in rows if row[3] == LISTENING and row[9] in ours]


def test_spark_listens_to_this_machine_alone(spark: SparkSession) -> None:
    jvm = session.jvm_process(spark)
    if jvm is None or not Path("/proc/net/tcp").exists():
        pytest.skip("no JVM of ours, or no /proc")
    found = listening(jvm)
    assert found, "the driver takes connections of its own executors"
    assert [address for address in found if not LOOPBACK.fullmatch(address)] == []
    assert spark.conf.get("spark.ui.enabled") == "false"


def test_files_are_for_their_owner_alone(lake: Lake) -> None:
    before = os.umask(0o022)
    try:
        lake.deliver_json("lms_system_a/a.jsonl", record())
        # A process of its own writes as every job does: here a commit is written in another way (conftest.py).
        assert lake.killed("after:append:nothing", "bronze_ingest") == 0
    finally:
        os.umask(before)
    warehouse = Path(lake.settings.warehouse)
    open_to_others = [str(path) for path in (warehouse, *warehouse.rglob("*")) if path.stat().st_mode & 0o077]
    assert len(list(warehouse.rglob("*.parquet"))) >= 2, "bronze and the ledger"
    assert open_to_others == []
