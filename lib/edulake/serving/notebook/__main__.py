"""`python -m edulake.serving.notebook`: make .ipynb of the notebooks, and run them with papermill if asked to."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from edulake.serving.notebook import source

if TYPE_CHECKING:
    from collections.abc import Sequence

NOTEBOOKS = Path(__file__).parents[4] / "notebooks"


def main(argv: Sequence[str] | None = None) -> int:
    """0; 1 if a notebook failed: its file shows where."""
    parser = argparse.ArgumentParser(prog="notebooks", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for the .ipynb files")
    parser.add_argument("--run", action="store_true", help="run them, one after the other, and keep what they show")
    parser.add_argument("--set", nargs="+", default=[], metavar="NAME=TEXT", help="parameters, e.g. warehouse=DIR")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="e.g. 03_gold; all by default")
    options = parser.parse_args(argv)
    given = dict(text.partition("=")[::2] for text in options.set)
    failed = 0
    for path in chosen(options.only):
        made = write(path, options.out)
        ended_well = not options.run or run(made, given)
        failed += not ended_well
        print(made if ended_well else f"{made}: failed, as its last cell shows", file=sys.stderr)
    return 1 if failed else 0


def chosen(names: Sequence[str] | None) -> list[Path]:
    """The notebooks of these names, or all, in the order in which they are read."""
    return [path for path in sorted(NOTEBOOKS.glob("*.py")) if not names or path.stem in names]


def write(path: Path, out: Path) -> Path:
    """The notebook as .ipynb in `out`, without anything run."""
    out.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = out / f"{path.stem}.ipynb"
    made.write_text(source.ipynb(path.read_text("utf-8")), "utf-8")
    made.chmod(0o600)
    return made


def run(notebook: Path, given: dict[str, str]) -> bool:
    """Run it where it lies, with those of the parameters that it has; False if a cell failed."""
    import papermill
    from papermill.exceptions import PapermillExecutionError
    from traitlets.config import Config

    # The kernel is spoken to through sockets of the user's own: ports of loopback are open to everybody on a machine.
    private = Config({"KernelManager": {"transport": "ipc"}})
    known = papermill.inspect_notebook(str(notebook))
    mine = {name: value for name, value in given.items() if name in known}
    try:
        papermill.execute_notebook(
            str(notebook), str(notebook), mine, kernel_name="python3", progress_bar=False, config=private
        )
    except PapermillExecutionError:
        return False
    return True


if __name__ == "__main__":
    raise SystemExit(main())
