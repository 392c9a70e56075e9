"""How well a text of a page stands out from what it stands on, as a browser shows it (WCAG 2.2)."""

from __future__ import annotations

from typing import Any

COLOURS = """element => {
    let behind = element;
    const clear = c => c === 'rgba(0, 0, 0, 0)';
    while (clear(getComputedStyle(behind).backgroundColor)) behind = behind.parentElement;
    return [getComputedStyle(element).color, getComputedStyle(behind).backgroundColor];
}"""


def contrast_of(page: Any, selector: str) -> float:
    """The ratio of the first element that is selected; 4.5 is AA."""
    one, other = (_luminance(colour) for colour in page.locator(selector).first.evaluate(COLOURS))
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(part) / 255 for part in colour.split("(")[1].rstrip(")").split(",")[:3]]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
