"""The pages of a list: how one follows another, and the records of each, to the letter as they came."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING, Any, TypeVar

from edulake.errors import UnreadableError
from edulake.landing.rest.client import replaced, with_parameters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import BinaryIO

    from edulake.config.rest import Rest
    from edulake.landing.rest.client import Answer, Client
    from edulake.landing.rest.failures import Waiting

    Read = TypeVar("Read")

# One link of a header Link (RFC 8288): its target, and its parameters.
LINK = re.compile(r"<([^>]*)>((?:\s*;\s*[\w*!#$&+.^`|~-]+(?:\s*=\s*(?:\"[^\"]*\"|[^\s;,\"]+))?)*)")
REL = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s;,\"]+))", re.IGNORECASE)
BLANKS = re.compile(r"[ \t\r\n]*")
HEADER = "header:"
DECODER = json.JSONDecoder()
NO_LIST = "check records: keys and dots to the list of records within a page"
ASK_API = "pull again; if it stays so, tell whoever runs the API"
# How often a list is read that changes on the way.
ATTEMPTS = 3


class ShiftedError(Exception):
    """The list became another one between two pages: it is to be pulled anew."""


def as_a_whole(read: Callable[[], Read], name: str, shifted: str, waiting: Waiting) -> Read:
    """What is read of a list, anew where that changed on the way: then records were passed over.

    UnreadableError, for which `shifted` is the reason, where it changes each time.
    """
    for _ in range(ATTEMPTS):
        try:
            return read()
        except ShiftedError:
            waiting.say(f"bronze  {name}: the list changed while it was read, it is pulled anew")
    raise UnreadableError("the API's list cannot be read as a whole", shifted, ASK_API)


def write(file: BinaryIO, listed: Iterable[list[str]], most_bytes: int) -> int:
    """The texts of pages as lines of a file, on the disk then; how many. UnreadableError beyond so many bytes."""
    records, size = 0, 0
    for found in listed:
        records += len(found)
        size += sum(file.write(f"{record}\n".encode()) for record in found)
        if size > most_bytes:
            why = f"more than {most_bytes} bytes"
            raise UnreadableError("the API's list is too large", why, "raise limits.file_bytes")
    file.flush()
    os.fsync(file.fileno())
    return records


def pages(
    client: Client, rest: Rest, url: str, records: str, asked: Mapping[str, str], accept: str = ""
) -> Iterator[tuple[Answer, list[str]]]:
    """Each page of the list at `url` with the texts of its records. UnreadableError for what is no page, for too many,
    for a circle, or where they end before the number of all records is reached.

    ShiftedError where the number of all records changes on the way.
    """
    following: str | None = with_parameters(url, {**asked, **_first(rest)})
    begun, seen, read, total = following, set(), 0, None
    while following is not None:
        if following in seen:
            raise UnreadableError("the API's pages go in a circle", f"after {len(seen)} pages", ASK_API)
        if len(seen) == rest.pages:
            raise UnreadableError("the API has too many pages", f"more than {rest.pages}", "raise pages of the block")
        seen.add(following)
        answer = client.get(following, accept)
        found = elements(text_of(answer), records)
        said = answer.headers.get(rest.total) if rest.total else None
        if total is not None and said is not None and said != total:
            raise ShiftedError
        total, read = said if total is None else total, read + len(found)
        yield answer, found
        following = _next(client, rest, answer, following, begun, found, read, total)
    if read < _number(total, 0):
        why = f"{read} records came, fewer than {rest.total} says"
        raise UnreadableError("the API's pages end too early", why, ASK_API)


def _first(rest: Rest) -> dict[str, str]:
    """How many records a page is to have, where there are several, and from which on."""
    size = {rest.limit_parameter: str(rest.page_size)} if rest.limit_parameter and rest.paging != "none" else {}
    return {**size, rest.offset_parameter: "0"} if rest.paging == "offset" else size


def _next(
    client: Client, rest: Rest, answer: Answer, url: str, begun: str, found: list[str], read: int, total: str | None
) -> str | None:
    match rest.paging:
        case "link":
            link = linked(answer.headers.get_all("Link") or [])
            return None if link is None else client.within(url, link)
        case "offset":
            # A server may give fewer than it is asked for: only an empty page, or the number of all, is the end.
            if not found or read >= _number(total, read + 1):
                return None
            return replaced(begun, rest.offset_parameter, str(read))
        case "cursor":
            value = _cursor(rest.cursor, answer)
            return None if value is None else replaced(begun, rest.cursor_parameter, value)
    return None


def _number(total: str | None, unknown: int) -> int:
    """The number of all records as the API says it; `unknown` where it says none."""
    return int(total[:18]) if total and total.isascii() and total.isdigit() else unknown


def _cursor(place: str, answer: Answer) -> str | None:
    """The value by which the next page is asked for; None at the end, where it is missing, null, false or empty."""
    if place.startswith(HEADER):
        return answer.headers.get(place.removeprefix(HEADER)) or None
    value: Any = json.loads(text_of(answer))
    for key in place.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return str(value) or None


def linked(headers: list[str]) -> str | None:
    """Where the header Link says that the next page is; it may be given several times, and hold several links."""
    for header in headers:
        for target, parameters in LINK.findall(header):
            rel = REL.search(parameters)
            if rel and "next" in (rel[1] or rel[2] or "").lower().split():
                return target
    return None


def text_of(answer: Answer) -> str:
    try:
        return answer.body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableError("the API's page is no text of UTF-8", "", ASK_API) from None


def elements(text: str, records: str) -> list[str]:
    """The texts of the records at `records`, each on one line, its values to the letter; UnreadableError for no list.

    A page that is an object with null for the list has none. Where the list's key is missing it is another thing than
    a page, an error for example.
    """
    try:
        at = _found(text, records.split(".") if records else [])
        return [] if at is None else list(_elements(text, at))
    except (ValueError, RecursionError, IndexError):
        raise UnreadableError("the API's page is no JSON, or no list where one is", "", NO_LIST) from None


def value_at(text: str, key: str) -> str:
    """The text of a page's value at keys and dots, on one line; UnreadableError where there is none."""
    try:
        at = _found(text, key.split("."))
        return "null" if at is None else on_one_line(text[at : DECODER.raw_decode(text, at)[1]])
    except (ValueError, RecursionError, IndexError):
        raise UnreadableError("the API's page lacks what is to stand in its records", key, "check beside") from None


def on_one_line(text: str) -> str:
    """The text of a value without line breaks, which stand between values only: those of a text are escaped."""
    return re.sub(r"[\r\n]+", " ", text)


def _found(text: str, path: list[str]) -> int | None:
    """Where the value at `path` begins; None where that of a key is null. All must be JSON."""
    DECODER.decode(text)
    at = _skip(text, 0)
    for key in path:
        at = _value_of(text, at, key)
        if text.startswith("null", at):
            return None
    return at


def _value_of(text: str, at: int, wanted: str) -> int:
    if text[at] != "{":
        raise ValueError
    found, at = None, _skip(text, at + 1)
    while text[at] != "}":
        key, at = DECODER.raw_decode(text, at)
        value = _skip(text, _skip(text, at) + 1)
        found = value if key == wanted else found
        _, at = DECODER.raw_decode(text, value)
        at = _past_comma(text, at)
    if found is None:
        raise ValueError
    return found


def _elements(text: str, at: int) -> Iterator[str]:
    if text[at] != "[":
        raise ValueError
    at = _skip(text, at + 1)
    while text[at] != "]":
        begun = at
        value, at = DECODER.raw_decode(text, at)
        if not isinstance(value, dict):
            raise ValueError  # noqa: TRY004 - as all that is no list of records
        yield on_one_line(text[begun:at])
        at = _past_comma(text, at)


def _past_comma(text: str, at: int) -> int:
    at = _skip(text, at)
    return _skip(text, at + 1) if text[at] == "," else at


def _skip(text: str, at: int) -> int:
    found = BLANKS.match(text, at)
    return found.end() if found else at
