"""A block of configuration as it is found: what it says, what is asked, and how that is written as TOML."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from edulake.landing.files.names import printable

if TYPE_CHECKING:
    from edulake.landing.suggest.kinds import Kind


@dataclass
class Block:
    """A block by its name: what it says, key by key, and what is asked.

    `asks` are (why, line to fill in); `notes` say what was seen, `tables` are the tables below the block.
    """

    name: str
    kind: Kind
    says: dict[str, Any] = field(default_factory=dict)
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    asks: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    is_whole: bool = True

    @property
    def is_ready(self) -> bool:
        """Whether it says all without which no run begins: what else is open, its records are refused for."""
        return self.is_whole and not any(".constants]" in answer for _, answer in self.asks)

    @property
    def own_folder(self) -> str:
        """The folder below its system's in which alone its files are looked for; "" for all of it."""
        return self.name if self.says.get("files", "").startswith(f"{self.name}/") else ""

    @property
    def folder(self) -> str:
        """Where its files go, below the landing folder."""
        return f"{self.says.get('system', self.name)}/{self.own_folder}".rstrip("/")

    def toml(self) -> str:
        """The block as TOML; one of which the subject is not known is a comment."""
        lines = [f"# {printable(note)}" for note in self.notes]
        lines += [f"[sources.{self.name}]", *(f"{key} = {_spelled(value)}" for key, value in self.says.items())]
        lines += [line for why, answer in self.asks for line in (_asked(why), f"# {answer}") if answer[:1] != "["]
        for table, values in self.tables.items():
            lines += ["", f"[sources.{self.name}.{table}]"]
            lines += [f"{key_of(key)} = {_spelled(value)}" for key, value in values.items()]
        for why, answer in self.asks:
            if answer[:1] == "[":
                lines += ["", _asked(why), *(f"# {line}" for line in answer.splitlines())]
        return "\n".join(lines if self.is_whole else [line if line[:1] in ("#", "") else f"# {line}" for line in lines])


def _asked(why: str) -> str:
    return f"# QUESTION: {printable(why)}"


def key_of(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else json.dumps(key, ensure_ascii=False)


def _spelled(value: Any) -> str:
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key_of(key)} = {_spelled(one)}' for key, one in value.items())} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(_spelled, value))}]"
    if isinstance(value, str) and "\\" in value and "'" not in value and value.isprintable():
        return f"'{value}'"
    return str(value) if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False)
