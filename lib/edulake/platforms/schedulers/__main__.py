"""`python -m edulake.platforms.schedulers`: write the files of every platform, or compare them with those there."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from edulake.errors import EdulakeError
from edulake.platforms.schedulers import files

if TYPE_CHECKING:
    from collections.abc import Sequence

CHECKOUT = Path(__file__).parents[4]


def main(argv: Sequence[str] | None = None) -> int:
    """0; 2 for settings that cannot be understood; with --check, 4 if a file is not what would be written."""
    parser = argparse.ArgumentParser(prog="deploy", description=__doc__)
    parser.add_argument("--out", type=Path, default=CHECKOUT / "deploy", metavar="DIR", help="by default deploy/")
    parser.add_argument("--conf", metavar="FILE", help="TOML file: [schedule], [source_groups], [aidp]")
    parser.add_argument("--check", action="store_true", help="write nothing, say which files differ")
    options = parser.parse_args(argv)
    try:
        made = files.made(options.conf)
    except EdulakeError as error:
        print("\n".join(error.lines()), file=sys.stderr)
        return error.exit_code
    if options.check:
        wrong = files.different(made, options.out)
        print("\n".join(f"differs: {name}" for name in wrong) or f"{len(made)} files are as they should be")
        return 4 if wrong else 0
    files.write(made, options.out)
    print(f"{len(made)} files in {options.out}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
