"""A PostgreSQL server of a test's own: in a temporary folder, on a free port of loopback, gone afterwards."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PASSWORD = "pw-Canary-7f3a"
COLUMNS = """
student_id text, course_id text, login_time timestamptz, progress_percentage numeric(12,4),
engagement_score double precision, last_modified timestamptz
"""
CERTIFIED = [
    "-x509",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-days",
    "2",
    "-subj",
    "/CN=localhost",
    "-addext",
    "subjectAltName=DNS:localhost",
]
QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=30"


def programs() -> Path | None:
    """The folder of initdb and pg_ctl: Debian keeps them off the PATH."""
    found = shutil.which("initdb")
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return Path(found).parent if found else folders[-1].parent if folders else None


class Server:
    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port
        self.url = f"jdbc:postgresql://127.0.0.1:{port}/postgres"

    def empty_table(self) -> None:
        """A table student_engagement without rows, which edtech may read."""
        self.sql(
            "DROP TABLE IF EXISTS student_engagement CASCADE",
            f"CREATE TABLE student_engagement ({COLUMNS})",
            "GRANT SELECT ON student_engagement TO edtech",
        )

    def sql(self, *statements: str) -> list[list[str]]:
        """Run as the owner, through the socket; rows of the last statement as text, null as ∅."""
        command = ["psql", "-XqAt", "-F", "\t", "-P", "null=∅", "-v", "ON_ERROR_STOP=1"]
        command += ["-h", str(self.folder), "-p", str(self.port), "-U", "owner", "-d", "postgres"]
        for statement in statements:
            command += ["-c", statement]
        environment = {**os.environ, "PGTZ": "UTC", "PGCLIENTENCODING": "UTF8"}
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=60)
        assert not done.returncode, done.stderr
        return [line.split("\t") for line in done.stdout.splitlines()]


@contextmanager
def encrypted() -> Iterator[Server]:
    """A server that speaks TLS; the test skips where its programs are not."""
    folder = programs()
    if folder is None or not shutil.which("openssl"):
        pytest.skip("no PostgreSQL server, or no openssl, is installed here (Debian: apt install postgresql openssl)")
    with running(folder, tls=True) as server:
        yield server


@contextmanager
def running(bin_folder: Path, *, tls: bool = False) -> Iterator[Server]:
    """A fresh server with the user edtech, who may sign in with PASSWORD and read what is granted.

    With `tls` it speaks TLS as well, with a certificate of its own for localhost: folder/server.crt.
    """
    folder = Path(tempfile.mkdtemp(prefix="edulake-pg-"))
    # The server refuses to run as root.
    as_user: list[str] = []
    if os.getuid() == 0:
        shutil.chown(folder, "postgres")
        as_user = ["runuser", "-u", "postgres", "--"]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data, log = str(folder / "data"), str(folder / "log")
    auth = ["--auth-local=trust", "--auth-host=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 {QUICK}"
    certificate, key = folder / "server.crt", folder / "server.key"
    if tls:
        options += f" -c ssl=on -c ssl_cert_file={certificate} -c ssl_key_file={key}"
    try:
        if tls:
            _run([*as_user, "openssl", "req", *CERTIFIED, "-keyout", key, "-out", certificate])
        _run([*as_user, bin_folder / "initdb", "-D", data, "-U", "owner", *auth])
        _run([*as_user, bin_folder / "pg_ctl", "-D", data, "-w", "-l", log, "-o", options, "start"])
        server = Server(folder, port)
        server.sql(f"CREATE ROLE edtech LOGIN PASSWORD '{PASSWORD}'")
        yield server
    finally:
        subprocess.run(
            [*as_user, bin_folder / "pg_ctl", "-D", data, "-m", "immediate", "stop"], check=False, timeout=60
        )
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: list[str | Path]) -> None:
    # Output goes nowhere: a server that inherits a pipe keeps its reader waiting.
    subprocess.run(command, check=True, timeout=120, stdout=subprocess.DEVNULL, cwd="/")
