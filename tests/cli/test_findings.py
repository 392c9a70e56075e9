"""What a person sees of findings: a mark for each, its fix below it, and how many there are to mend."""

from __future__ import annotations

import pytest

from edulake.platforms.doctor import BROKEN, OK, WARNING, Finding

pytestmark = pytest.mark.once


def shown(*findings: Finding, width: int = 80) -> list[str]:
    pytest.importorskip("rich", reason="the extra [cli] is not installed")
    from edulake.cli.findings import show_findings
    from edulake.serving.terminal import console

    with pytest.MonkeyPatch.context() as patch, console.capture() as printed:
        patch.setattr(console, "width", width)
        show_findings(findings)
    return [line.rstrip() for line in printed.get().splitlines()]


def test_each_finding_has_its_mark_and_its_fix() -> None:
    lines = shown(
        Finding("Java", OK, "Java 21"),
        Finding("disk", WARNING, "2 GiB free", "make room"),
        Finding("Spark", BROKEN, "not installed", "run setup"),
        Finding("clock", WARNING, "in the future"),
    )
    assert lines == [
        "✓ Java  Java 21",
        "! disk  2 GiB free",
        "        → make room",
        "✗ Spark not installed",
        "        → run setup",
        "! clock in the future",
        "",
        "1 broken, 2 warning",
    ]


@pytest.mark.parametrize("findings", [[], [Finding("Java", OK, "Java 21")]])
def test_where_nothing_is_to_be_mended_all_is_well(findings: list[Finding]) -> None:
    assert shown(*findings)[-1] == "all is well"


def test_what_was_found_commands_no_terminal_and_is_never_cut() -> None:
    """Names of folders are whatever somebody called them."""
    [line] = [line for line in shown(Finding("landing", OK, "a[red]b\x1b[31mc")) if "landing" in line]
    assert "a[red]b" in line
    assert "\x1b" not in line
    long = "/".join(["folder"] * 20)
    folded = shown(Finding("landing", OK, long), width=40)
    assert "".join(line[10:] for line in folded[:-2]) == long
