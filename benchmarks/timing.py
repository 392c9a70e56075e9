"""Cold processes, timed, and their ratios."""

from __future__ import annotations

import subprocess
import sys
import time

PYTHON = sys.executable


def timed(*command: str) -> tuple[float, str]:
    """Wall seconds of a command, and its stdout; both its outputs are shown only if it fails."""
    started = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return time.monotonic() - started, done.stdout


def show(title: str, seconds: dict[str, float], one: str = "edulake") -> None:
    """Each time, and its ratio to that of `one`."""
    print(f"\n{title}")
    for name, wall in seconds.items():
        print(f"  {name:26}{wall:8.1f} s   {wall / seconds[one]:6.2f} of {one}", flush=True)
