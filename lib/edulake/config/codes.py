"""What a source means by its codes: written in its block, or in a file that the block names."""

from __future__ import annotations

import csv
import io
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from edulake.config.words import kind_of, why_unread
from edulake.errors import ConfigError
from edulake.expr.categories import CODED
from edulake.expr.vocabulary import Code

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SHARE_DIGITS = 4
NO_SHARE = Decimal(-1)
# Of what a code may also say which share of the day was missed.
SHARED = ("attendance", "status")
# By column, what its codes may mean in any subject.
OF_ANY_SUBJECT: dict[str, tuple[str, ...]] = {
    column: tuple(dict.fromkeys(meaning for of in CODED.values() for meaning in of.get(column, ())))
    for columns in CODED.values()
    for column in columns
}


def read(codes: Mapping[str, Any], subject: str, where: str, folder: Path | None) -> dict[str, tuple[Code, ...]]:
    """The codes of a block by what they say, `where` being their key; ConfigError for what is wrong with one.

    A file of codes is sought in `folder`, that of the configuration, then where other paths of settings begin. Without
    a subject they are those of a standard, which knows its subjects: any column, and what it may mean in any of them.
    """
    known = CODED.get(subject, {}) if subject else OF_ANY_SUBJECT
    for name in codes:
        if name not in known:
            fix = f"choose from {', '.join(known)}" if known else f"only {', '.join(CODED)} have codes: leave it out"
            why = f"its subject is {subject}" if subject else "no subject has such a column"
            raise ConfigError(f"{where}.{name} is about nothing", why, fix)
    return {
        name: _codes(given, List(name, known[name], f"{where}.{name}", (subject or SHARED[0], name) == SHARED), folder)
        for name, given in codes.items()
    }


class List(NamedTuple):
    """The codes of one column: what they may mean, and where they stand."""

    column: str
    meanings: tuple[str, ...]
    where: str
    has_share: bool

    @property
    def columns(self) -> tuple[str, ...]:
        """Those of a file of such codes."""
        return ("code", self.column, *(("share",) if self.has_share else ()))

    @property
    def in_a_block(self) -> str:
        """How they are written in a block."""
        one = f'T = "{self.meanings[0]}"'
        return f'{one} or T = {{ {self.column} = "{self.meanings[0]}", share = 0.5 }}' if self.has_share else one


def _codes(given: Any, of: List, folder: Path | None) -> tuple[Code, ...]:
    where = of.where
    if isinstance(given, dict):
        found = [(f"{where}.{code}", code, *_of_block(value, of, f"{where}.{code}")) for code, value in given.items()]
    elif isinstance(given, str):
        found = list(_of_file(given, of, folder))
    else:
        raise ConfigError(f"{where} has the wrong type", f"{kind_of(given)} was given", f"write {of.in_a_block}")
    codes: dict[str, Code] = {}
    for place, code, means, share in found:
        one = _code(code, means, share, of, place)
        if one.code in codes:
            raise ConfigError(f"{place} says again what {one.code} means", "", "name each code once")
        codes[one.code] = one
    return tuple(codes.values())


def _code(code: str, means: Any, share: Any, of: List, where: str) -> Code:
    """Blanks are as in values that were cleaned: none around it, one in a row."""
    code = " ".join(code.split())
    if not code:
        raise ConfigError(f"{where} is no code", "it is empty", f"it is for rows without a {of.column}: leave it out")
    if means not in of.meanings:
        why = f"no {of.column} is called {means}" if means else f"it names no {of.column}"
        raise ConfigError(f"{where} means nothing known", why, f"choose from {', '.join(of.meanings)}")
    return Code(code, means, _share(share, where))


def _share(given: Any, where: str) -> Decimal | None:
    share = None if given is None else _number(given)
    if share is not None and not (0 <= share <= 1 and round(share, SHARE_DIGITS) == share):
        why = f"share is the part of the day that was missed, with {SHARE_DIGITS} decimals at most"
        raise ConfigError(f"{where} has no share of a day", why, "give a number from 0 to 1, such as 0.5")
    return share


def _number(given: Any) -> Decimal:
    """The number that is given; one that is no share for anything else."""
    try:
        number = Decimal(given)
    except (InvalidOperation, TypeError, ValueError):
        number = NO_SHARE
    return number if number.is_finite() and not isinstance(given, bool) else NO_SHARE


def _of_block(value: Any, of: List, where: str) -> tuple[Any, Any]:
    if isinstance(value, str):
        return value, None
    if not isinstance(value, dict):
        raise ConfigError(f"{where} has the wrong type", f"{kind_of(value)} was given", f"write {of.in_a_block}")
    unknown = next((key for key in value if key not in of.columns[1:]), None)
    if unknown:
        raise ConfigError(f"unknown setting {where}.{unknown}", "", f"valid keys: {', '.join(of.columns[1:])}")
    return value.get(of.column), value.get("share")


def _of_file(name: str, of: List, folder: Path | None) -> Iterator[tuple[str, str, str, str | None]]:
    """Place, code, meaning and share of each line; of the file's values, messages name codes and meanings only."""
    where = of.where
    path = next((path for path in _places(name, folder) if name and path.is_file()), None)
    if path is None:
        looked = " or ".join(str(place.parent) for place in _places(name, folder))
        raise ConfigError(f"{where}: there is no file {name}", f"it was looked for in {looked}", "correct the path")
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        fix = "check its permissions" if isinstance(error, OSError) else "export it as CSV in UTF-8"
        raise ConfigError(f"{where}: {name} cannot be read", why_unread(error), fix) from None
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [column.strip() for column in next(rows, [])]
        _must_be_columns(header, name, of)
        for cells in rows:
            if any(cell.strip() for cell in cells):
                place = f"{where}: line {rows.line_num} of {name}"
                yield place, *_of_line(dict(zip(header, cells, strict=False)), len(cells) - len(header), of, place)
    except csv.Error:
        why = f"up to line {rows.line_num}, a quote is not closed, or something stands behind one"
        fix = 'put a cell with a quote or a comma into quotes, and write a quote within as ""'
        raise ConfigError(f"{where}: {name} cannot be taken apart", why, fix) from None


def _places(name: str, folder: Path | None) -> list[Path]:
    return list(dict.fromkeys([*([folder / name] if folder else []), Path(name)]))


def _must_be_columns(header: list[str], name: str, of: List) -> None:
    unknown = [column for column in header if column not in of.columns]
    lacking = [column for column in of.columns[:2] if column not in header]
    if unknown or lacking or len(set(header)) < len(header):
        why = f"unknown columns {', '.join(unknown)}" if unknown else f"columns that lack: {', '.join(lacking)}"
        why = why if unknown or lacking else "a column stands there twice"
        optional = ", and share only where needed" if of.has_share else ""
        fix = f"its first line names {', '.join(of.columns)}; commas between{optional}"
        raise ConfigError(f"{of.where}: {name} has other columns", why, fix)


def _of_line(cells: dict[str, str], surplus: int, of: List, where: str) -> tuple[str, str, str | None]:
    if surplus > 0:
        raise ConfigError(f"{where} has more cells than columns", "", "put a cell with a comma into quotes")
    return cells.get("code", ""), cells.get(of.column, "").strip(), cells.get("share", "").strip() or None
