"""Publishes and kills its process group with SIGKILL after a statement: `killed_publish.py STATEMENT arguments…`.

A statement is named by how it begins.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

import psycopg

from edulake.jobs import publish


def kill() -> None:
    os.killpg(os.getpgid(0), signal.SIGKILL)


def killing(statement: str) -> None:
    execute = psycopg.Connection.execute

    def call(self: Any, query: Any, *rest: Any, **named: Any) -> Any:
        result = execute(self, query, *rest, **named)
        if str(query).startswith(statement):
            kill()
        return result

    psycopg.Connection.execute = call  # type: ignore[method-assign]


if __name__ == "__main__":
    killing(sys.argv[1])
    raise SystemExit(publish.main(sys.argv[2:]))
