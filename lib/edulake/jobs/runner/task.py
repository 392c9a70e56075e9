"""One job as a scheduler's task: `edulake_task JOB [arguments]`.

Databricks and AIDP call a function or run a file inside a Python that is theirs: they ignore what it returns, and do
not expect it to exit. So a job that did not end with 0 ends here as an exception, which every scheduler takes for a
failure.
"""

from __future__ import annotations

import sys
from importlib import import_module, resources
from typing import TYPE_CHECKING

from edulake.errors import ConfigError, EdulakeError

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> None:
    """Run the job that the first argument names, with the others; EdulakeError if it failed."""
    words = list(sys.argv[1:] if argv is None else argv)
    job = words[0] if words else ""
    if job not in jobs():
        raise ConfigError(f"no job is called {job or 'nothing'}", "", f"choose from {', '.join(jobs())}")
    code = import_module(f"edulake.jobs.{job}").main(words[1:])
    if code:
        raise EdulakeError(f"{job} ended with exit code {code}", "its last lines say why", "see the task's output")


def jobs() -> list[str]:
    """Every job by name."""
    files = (entry.name for entry in resources.files("edulake.jobs").iterdir())
    return sorted(name.removesuffix(".py") for name in files if name.endswith(".py") and not name.startswith("_"))


if __name__ == "__main__":
    main()
