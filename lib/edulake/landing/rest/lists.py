"""The list of a block, or the lists that there are of each record of another one, page by page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from edulake.config.each_of import ID
from edulake.errors import UnreadableError
from edulake.landing.rest.pages import pages, text_of, value_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from edulake.config.each_of import EachOf
    from edulake.config.rest import Rest
    from edulake.landing.rest.client import Answer, Client


def lists(client: Client, rest: Rest, records: str, asked: Mapping[str, str]) -> Iterator[tuple[Answer, list[str]]]:
    """Each page with the texts of its records, and within these what is to stand beside them.

    Errors are those of pages; UnreadableError as well for a record that does not say where its list is, and for one
    that holds the key of what is to stand beside it.
    """
    parameters = {**rest.written, **asked}
    if rest.each is None:
        for answer, found in pages(client, rest, rest.url, records, parameters):
            yield answer, _beside(found, rest.beside, text_of(answer)) if rest.beside else found
        return
    outer = list(pages(client, rest, rest.url, rest.each.records, {}, rest.each.accept))
    for answer, _ in outer:
        yield answer, []
    for one in (record for _, found in outer for record in found):
        for answer, found in pages(client, rest, _where(client, rest, rest.each, one), records, parameters):
            beside = _beside(found, rest.beside, text_of(answer)) if rest.beside else found
            key = rest.each.beside
            yield answer, [with_value(record, key, one) for record in beside] if key else beside


def _where(client: Client, rest: Rest, each: EachOf, record: str) -> str:
    """Where the list of a record is; UnreadableError where it does not say, or says another host."""
    value = json.loads(record)
    for key in each.id.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        raise UnreadableError("a record does not say where its list is", f"by {each.id}", "check each.id of the block")
    if not each.url.startswith(ID):
        return client.within(rest.url, each.url.replace(ID, quote(str(value), safe="")))
    url = urlsplit(client.within(rest.url, str(value)))
    return url._replace(path=url.path.rstrip("/") + each.url.removeprefix(ID)).geturl()


def _beside(records: list[str], key: str, page: str) -> list[str]:
    if not records:
        return records
    value = value_at(page, key)
    return [with_value(record, key.rpartition(".")[2], value) for record in records]


def with_value(record: str, key: str, value: str) -> str:
    """The text of an object with one more key, before the others; UnreadableError where it has that key."""
    own = json.loads(record)
    if key in own:
        raise UnreadableError("a record has what is to stand beside it", f"the key {key}", "check beside of the block")
    return f"{{{json.dumps(key)}: {value}{', ' if own else ''}{record.lstrip()[1:].lstrip()}"
