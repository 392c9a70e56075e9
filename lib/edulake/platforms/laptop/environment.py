"""One Spark environment in one private folder: what lies where in it, and how programs run with it.

Standard library only: the set-up works with it before anything is installed.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from edulake.platforms.laptop.machine import properties, spark_properties
from edulake.platforms.laptop.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from edulake.platforms.laptop.machine import Java, Spark


# What installers, ivy and Java say of a machine, and what to do about it: the first that fits.
ADVICE = {
    (
        "No space left on device",
        "Disk quota exceeded",
    ): "make room for 1 GB, or name a folder on another disk in EDULAKE_HOME, and start again",
    (
        "CERTIFICATE_VERIFY_FAILED",
        "PKIX path building failed",
    ): "this network has certificates of its own: name their file in SSL_CERT_FILE and PIP_CERT, and start again",
    (
        "Name or service not known",
        "Temporary failure in name resolution",
        "nodename nor servname",
        "dns error",
        "NewConnectionError",
        "UnknownHostException",
        "Network is unreachable",
        "Connection refused",
        "ConnectTimeout",
        "Connect timed out",
        "ProxyError",
    ): "connect to the network, or name a mirror in PIP_INDEX_URL or a proxy in HTTPS_PROXY, and start again",
}


class SetUpError(Exception):
    """What could not be set up, and what a person can do about it."""


class Environment:
    """The environment of one Spark version; whoever changes it holds the lock `held`."""

    def __init__(self, spark: Spark, home: Path, held: int, log: str = "setup.log") -> None:
        self.spark = spark
        self.home = home
        self.held = held
        self.log = home / log  # what programs print; those that run at the same time have one each
        self.python = home / "venv" / "bin" / "python"

    def run(
        self,
        command: Sequence[str | Path],
        why: str,
        environment: dict[str, str] | None = None,
        scratch: Path | None = None,
    ) -> None:
        """Runs to the end or raises SetUpError. The lock goes along: a child that outlives us keeps it.

        With `scratch`, the folder for its temporary files, people are told what it fetches and how far it is.
        """
        clean = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
        with self.log.open("ab") as out:
            begin = out.tell()
            with subprocess.Popen(
                [str(word) for word in command],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                env={**clean, **(environment or {}), **({"TMPDIR": str(scratch)} if scratch else {})},
                pass_fds=(self.held,),
            ) as process:
                try:
                    if scratch:
                        _tell(process, Progress(self.log, begin, scratch))
                    process.wait()
                except BaseException:
                    process.kill()
                    raise
        if process.returncode:
            said = self.log.read_bytes()[begin:].decode("utf-8", "replace").strip()
            last = said.splitlines()[-5:]
            told = advice(said)
            lines = [
                why,
                *(f"    {line}" for line in last),
                f"  all of it: {self.log}",
                *([f"do: {told}"] if told else []),
            ]
            raise SetUpError("\n".join(lines))

    def submit(self, words: Sequence[str | Path], why: str) -> None:
        submit = self.spark_home() / "bin" / "spark-submit"
        self.run([submit, *words], why, self.environment())

    def spark_home(self) -> Path:
        return next((self.home / "venv" / "lib").glob("python3.*/site-packages/pyspark"))

    def environment(self) -> dict[str, str]:
        """What Spark processes see: this environment's programs, and loopback as the machine's address."""
        return {
            "JAVA_HOME": str(self.home / "java"),
            "SPARK_HOME": str(self.spark_home()),
            "PYSPARK_PYTHON": str(self.python),
            "PYSPARK_DRIVER_PYTHON": str(self.python),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "EDULAKE_SPARK_CONF": str(self.home / "spark.conf"),
        }

    def settings(self, java: Java, archive: tuple[str, ...] = (), name: str = "spark.conf") -> Path:
        """Writes the Spark settings of this machine, with the JVM's flags for an archive of classes."""
        path = self.home / name
        python = ".".join(str(part) for part in sys.version_info[:3])
        versions = f"Spark {self.spark.version}, Delta {self.spark.delta}, {java.name}, Python {python}"
        write(path, f"# {versions}\n" + properties(spark_properties(self.spark, self.home, archive)))
        return path


def _tell(process: subprocess.Popen[bytes], progress: Progress) -> None:
    """Until the process ends, what is new in its log."""
    while True:
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=0.5)
        for line in progress.news(time.monotonic()):
            say(f"      {line}")
        if process.returncode is not None:
            return


def advice(said: str) -> str:
    """What to type after what a program said when it failed; empty where it is none of the usual."""
    return next((fix for marks, fix in ADVICE.items() if any(mark in said for mark in marks)), "")


def runs(*command: str | Path) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def write(path: Path, text: str, mode: int = 0o600) -> None:
    """All of the file or none of it, for a reader at any moment."""
    fresh = path.with_name(path.name + ".new")
    fresh.write_text(text, "utf-8")
    fresh.chmod(mode)
    fresh.replace(path)


def say(text: str) -> None:
    print(f"edulake: {text}", file=sys.stderr, flush=True)


@contextmanager
def locked(path: Path) -> Iterator[int]:
    """One set-up at a time; the lock ends with the last process that holds it, however it ends."""
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another set-up is at work: waiting for it")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield file.fileno()
