"""An alert that did not arrive."""

from __future__ import annotations


class UndeliveredError(Exception):
    """A channel did not take the message. The text holds no address and no secret; `may_pass` says to try again."""

    def __init__(self, why: str, *, may_pass: bool) -> None:
        super().__init__(why)
        self.may_pass = may_pass
