"""What was looked at, line by line, each with its fix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table as RichTable
from rich.text import Text

from edulake.serving.terminal import console, printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edulake.platforms.doctor import Finding


MARKS = {"ok": ("✓", "green"), "warning": ("!", "yellow"), "broken": ("✗", "bold red")}


def show_findings(findings: Sequence[Finding]) -> None:
    """Print what was looked at, line by line, each with its fix."""
    table = RichTable.grid(padding=(0, 1))
    table.add_column(width=1)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for finding in findings:
        mark, style = MARKS[finding.level]
        found = Text(printable(finding.found))
        if finding.fix:
            found.append(f"\n→ {printable(finding.fix)}", style="bold")
        table.add_row(Text(mark, style=style), Text(finding.what), found)
    console.print(table)
    counted = {level: sum(f.level == level for f in findings) for level in ("broken", "warning")}
    words = [f"{number} {level}" for level, number in counted.items() if number]
    console.print(Text(f"\n{', '.join(words) or 'all is well'}", style="bold"))
