"""From a file in the landing folder to its picture in the report, by the commands of docs/first_hour.md.

Without early warning, whose models wait for more than a file. A first file makes all of the warehouse; another one is
what a school drops the day after. Chromium, of this machine, has drawn the last picture when the clock stops.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from ticks import CONF, deliver
from warm import DOOR, open_page

if TYPE_CHECKING:
    import argparse

FILES = ("the first file", "a file a day later")
# Of prctl(2): processes whose parent ended, as that of a JVM does first, are ours to wait for, and so counted.
SUBREAPER = 36


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--records", type=int, default=1_000, help="of each file")


def run(options: argparse.Namespace) -> None:
    ctypes.CDLL(None).prctl(SUBREAPER, 1)
    subprocess.run([DOOR, "setup"], check=True, stdout=subprocess.DEVNULL)
    with tempfile.TemporaryDirectory() as folder:
        landing, conf, page = Path(folder, "landing"), Path(folder, "conf.toml"), Path(folder, "report.html")
        conf.write_text(CONF)
        common = ["--warehouse", str(Path(folder, "warehouse")), "--conf", str(conf)]
        print(f"seconds for {options.records:,} records, from the file in the landing folder to its picture")
        print(f"  {'':22}{'pipeline':>10}{'report':>10}{'opened':>10}{'all':>10}{'user+sys':>10}")
        for number, name in enumerate(FILES):
            deliver(landing, number, options.records)
            worked, began = _worked(), time.monotonic()
            _door("pipeline", "--landing", str(landing), *common)
            loaded = time.monotonic()
            _door("report", "--out", str(page), *common)
            made = time.monotonic()
            open_page(page)
            ended = time.monotonic()
            spent = (loaded - began, made - loaded, ended - made, ended - began, _worked() - worked)
            print(f"  {name:22}{''.join(f'{seconds:10.1f}' for seconds in spent)}", flush=True)


def _door(*words: str) -> None:
    subprocess.run([DOOR, *words], check=True, capture_output=True)


def _worked() -> float:
    """Seconds of processors that all processes below this one have taken, JVM and Chromium among them."""
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
