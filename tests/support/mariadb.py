"""A MariaDB server of a test's own: in a temporary folder, on a free port of loopback, gone afterwards."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from postgres import CERTIFIED, PASSWORD
from pyspark.sql import SparkSession

NEEDED = ("mariadb-install-db", "mariadb", "openssl")
# Debian keeps the server off the PATH of users.
SERVER = "/usr/sbin/mariadbd"


def programs() -> str | None:
    """The server's program; None where anything of it is not there."""
    found = shutil.which("mariadbd") or (SERVER if Path(SERVER).exists() else None)
    return found if found and all(map(shutil.which, NEEDED)) else None


def drivers() -> Path | None:
    """The folder of the drivers, which the set-up for tests fetches; None where there is none."""
    settings = os.environ.get("EDULAKE_SPARK_CONF")
    folder = Path(settings).with_name("databases") if settings else None
    return folder if folder and folder.is_dir() else None


def load(spark: SparkSession, folder: Path) -> None:
    """Let a session that is started have the drivers."""
    for jar in folder.glob("*.jar"):
        spark.sql(f"ADD JAR '{jar}'")


class Server:
    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port
        self.url = f"jdbc:mysql://127.0.0.1:{port}/school"

    def sql(self, *statements: str, zone: str = "+00:00") -> list[list[str]]:
        """Run as the owner, through the socket, in a zone; rows of the last statement as text, null as NULL."""
        command = ["mariadb", "--no-defaults", "-NB", f"--socket={self.folder}/socket", "--user=root", "school"]
        command += ["--default-character-set=utf8mb4", "-e", f"SET time_zone = '{zone}'; {'; '.join(statements)}"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        assert not done.returncode, done.stderr
        return [line.split("\t") for line in done.stdout.splitlines()]

    def trusted(self) -> Path:
        """A key store that holds the server's certificate, as Java's own keytool makes one."""
        store = self.folder / "trusted.jks"
        if not store.exists():
            words = ["-importcert", "-noprompt", "-storetype", "JKS", "-storepass", "changeit", "-alias", "server"]
            _run(["keytool", *words, "-file", self.folder / "server.crt", "-keystore", store])
        return store


@contextmanager
def running(program: str) -> Iterator[Server]:
    """A fresh server with a database school, which edtech may read with PASSWORD.

    It speaks TLS as well, with a certificate of its own for localhost: folder/server.crt.
    """
    folder = Path(tempfile.mkdtemp(prefix="edulake-my-"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    # The server refuses to run as root.
    user = "nobody" if os.getuid() == 0 else ""
    if user:
        shutil.chown(folder, user)
    as_user = ["runuser", "-u", user, "--"] if user else []
    certificate, key = folder / "server.crt", folder / "server.key"
    options = [f"--datadir={folder}/data", f"--socket={folder}/socket", f"--pid-file={folder}/pid", f"--port={port}"]
    options += [f"--ssl-cert={certificate}", f"--ssl-key={key}", "--bind-address=127.0.0.1", "--skip-name-resolve"]
    options += ["--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=16M", "--default-time-zone=+05:00"]
    made = ["mariadb-install-db", "--no-defaults", options[0], "--auth-root-authentication-method=normal"]
    client = ["mariadb", "--no-defaults", options[1], "--user=root"]
    process = None
    try:
        _run([*as_user, "openssl", "req", *CERTIFIED, "-keyout", key, "-out", certificate])
        _run([*as_user, *made])
        quiet = subprocess.DEVNULL
        process = subprocess.Popen(
            [*as_user, program, "--no-defaults", *options], cwd="/", stdin=quiet, stdout=quiet, stderr=quiet
        )
        _wait(folder, process)
        server = Server(folder, port)
        _run([*client, "-e", "CREATE DATABASE school CHARACTER SET utf8mb4"])
        server.sql(f"CREATE USER edtech@'%' IDENTIFIED BY '{PASSWORD}'", "GRANT SELECT ON school.* TO edtech@'%'")
        yield server
    finally:
        if process:
            process.terminate()
            process.wait(timeout=60)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(folder: Path, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while not (folder / "socket").exists():
        assert process.poll() is None, "the server ended"
        assert time.monotonic() < deadline, "the server does not start"
        time.sleep(0.05)


def _run(command: list[str | Path]) -> None:
    subprocess.run(command, check=True, timeout=120, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")
