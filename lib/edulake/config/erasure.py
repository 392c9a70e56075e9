"""How people who were erased are known again. Data only: standard library, never a secret."""

from __future__ import annotations

from dataclasses import dataclass

from edulake.config.secret import FORMS, REFERENCE
from edulake.errors import ConfigError


@dataclass(frozen=True)
class Erasure:
    """`key` refers to the secret with which marks of people who were erased are made.

    It lies outside of the warehouse: whoever has both can try ids one by one. Without it nobody is erased, and where
    somebody was, nothing is taken in. Marks of another key are not known again, so it is kept.
    """

    key: str = ""

    def __post_init__(self) -> None:
        if self.key and not REFERENCE.match(self.key):
            # What stands there may be the secret itself: it is not repeated.
            raise ConfigError("erasure.key is no reference to a secret", "a secret never stands in a file", FORMS)
