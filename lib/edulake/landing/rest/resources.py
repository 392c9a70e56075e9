"""A resource of an API that numbers its changes (Ed-Fi): its objects, its deletes, and those whose keys changed."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, TypeVar
from urllib.parse import quote

from edulake.errors import UnreadableError
from edulake.landing.rest.failures import NotGivenError
from edulake.landing.rest.pages import ASK_API, as_a_whole, elements, pages, text_of, write
from edulake.store.locks import private

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from edulake.config.rest import Rest
    from edulake.landing.rest.client import Client
    from edulake.landing.rest.failures import Waiting

    Read = TypeVar("Read")

DELETES = "deletes"
READ_CHANGES = "let the credentials read changes"
SHIFTED = "it changed while it was read, again and again: have it read a snapshot, or pages by cursor"


class Resource(NamedTuple):
    """A resource as it is pulled into a folder that nobody sees yet, as files that the standard reads there."""

    client: Client
    rest: Rest
    name: str
    most_bytes: int
    waiting: Waiting

    def objects(self, folder: Path, asked: Mapping[str, str]) -> int:
        """What changed, an object a line; how many. Without any there is no file."""
        return self._written(folder / self.name, self.rest, self._url(), asked)

    def deletes(self, folder: Path, asked: Mapping[str, str]) -> int:
        """What was deleted, in the folder that is for it; how many."""
        try:
            return self._written(folder / DELETES / self.name, self._by_offset, self._url(DELETES), asked)
        except NotGivenError as error:
            raise UnreadableError("the API does not tell what was deleted", error.why, READ_CHANGES) from None

    def with_other_keys(self, folder: Path, asked: Mapping[str, str]) -> int:
        """Objects whose keys changed and that the list of changes lacks, asked for one by one; how many there were.

        One that is not there any more, or not for these credentials, is left out: what was deleted since is told next.
        """
        url, file = self._url("keyChanges"), folder / self.name / f"{self.name}.jsonl"
        try:
            changed = self._as_a_whole(lambda: self._ids(url, asked))
        except NotGivenError as error:
            fix = f"{READ_CHANGES}; one that has no such lists needs versions.key_changes = false"
            raise UnreadableError("the API does not tell whose keys changed", error.why, fix) from None
        known = {one for path in (file, folder / DELETES / self.name / file.name) for one in _ids_in(path) if changed}
        objects = [text for one in changed if one not in known for text in self._object(one)]
        self.client.must_keep(objects)
        if objects:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with open(file, "ab", opener=private) as lines:
                lines.writelines(f"{text}\n".encode() for text in objects)
                lines.flush()
                os.fsync(lines.fileno())
        return len(objects)

    @property
    def _by_offset(self) -> Rest:
        """Deletes and changes of keys know no other pages."""
        known = self.rest.paging in ("offset", "none")
        return self.rest if known else replace(self.rest, paging="offset", cursor="", limit_parameter="limit")

    def _url(self, *more: str) -> str:
        return "/".join((self.rest.url.rstrip("/"), self.name, *more))

    def _asked(self, asked: Mapping[str, str]) -> dict[str, str]:
        return {**self.rest.written, **asked}

    def _object(self, key: str) -> Iterator[str]:
        try:
            answer = self.client.get(self._url(quote(key, safe="")))
        except NotGivenError:
            return
        yield from elements(f"[{text_of(answer)}]", "")

    def _ids(self, url: str, asked: Mapping[str, str]) -> list[str]:
        listed = pages(self.client, self._by_offset, url, "", self._asked(asked))
        return list(dict.fromkeys(_id(text) for _, found in listed for text in found))

    def _written(self, folder: Path, rest: Rest, url: str, asked: Mapping[str, str]) -> int:
        """A list as a file of that folder; how many records it has, and no file without any."""
        folder.mkdir(mode=0o700, parents=True)
        file = folder / f"{self.name}.jsonl"
        records = self._as_a_whole(lambda: self._lines(file, pages(self.client, rest, url, "", self._asked(asked))))
        if not records:
            file.unlink()
        return records

    def _as_a_whole(self, read: Callable[[], Read]) -> Read:
        return as_a_whole(read, self.name, SHIFTED, self.waiting)

    def _lines(self, file: Path, listed: Iterator[tuple[object, list[str]]]) -> int:
        with open(file, "wb", opener=private) as lines:
            return write(lines, map(self.client.must_keep, (found for _, found in listed)), self.most_bytes)


def _id(record: str | bytes) -> str:
    """The API's id of an object; UnreadableError where it has none."""
    value = json.loads(record).get("id")
    if not isinstance(value, str):
        raise UnreadableError("an object of the API has no id", "", ASK_API)
    return value


def _ids_in(file: Path) -> Iterator[str]:
    if file.exists():
        with file.open("rb") as lines:
            yield from map(_id, lines)
