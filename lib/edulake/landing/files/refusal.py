"""The verdict on a file that must not be loaded, not even in part."""

from __future__ import annotations


class Refusal(Exception):  # noqa: N818 - a verdict on a file, not a fault of the program
    """The whole file goes to quarantine: a reason code, and what to do, without any of its content."""

    def __init__(self, code: str, advice: str) -> None:
        super().__init__(code)
        self.code = code
        self.advice = advice
