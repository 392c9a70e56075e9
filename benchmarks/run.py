"""The benchmarks, by name: `./spark-submit.sh benchmark NAME …`; without one, `files`.

Ratios within one run hold although machines differ.
"""

from __future__ import annotations

import argparse
import importlib
import os
import shutil
import sys

NAMES = {
    "files": "files_to_gold",
    "clicks": "clicks",
    "early_warning": "early_warning",
    "cheats": "price_of_each_cheat",
    "scoring": "scoring",
    "language": "language",
    "ticks": "ticks",
    "arrival": "arrival",
    "night": "night",
    "publish": "publishing",
    "warm": "warm",
    "picture": "picture",
}


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="benchmark", description="Timings, and the price of each cheat.")
    chosen = parser.add_subparsers(required=True, metavar="NAME")
    for name, module in NAMES.items():
        benchmark = importlib.import_module(module)
        summary = benchmark.__doc__.splitlines()[0]
        own = chosen.add_parser(name, help=summary, description=summary)
        benchmark.arguments(own)
        own.set_defaults(run=benchmark.run)
    options = parser.parse_args(argv or ["files"])
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    free = shutil.disk_usage(".").free / 1024**3
    print(f"{os.cpu_count()} cores, {memory:.0f} GiB, {free:.0f} GiB free, load {os.getloadavg()[0]:.1f}", flush=True)
    options.run(options)


if __name__ == "__main__":
    main(sys.argv[1:])
