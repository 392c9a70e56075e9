"""An Ed-Fi ODS/API of a test's own: numbered changes, deletes, changes of keys, in pages of offset and limit."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from rest_server import Api, Handler, serving_by

from edulake.config.apis import APIS
from edulake.config.change_versions import ChangeVersions
from edulake.config.rest import Rest

DATA = "/data/v3/ed-fi"
VERSIONS = "/changeQueries/v1/availableChangeVersions"
Kept = dict[str, tuple[int, Any]]


class Ods(Api):
    """Its objects by resource and id, with the version of their last change, and what was deleted or got other keys."""

    def __init__(self, *resources: str) -> None:
        super().__init__([], "offset")
        self.newest, self.oldest = 0, 0
        self.objects: dict[str, Kept] = {name: {} for name in resources}
        self.deletes: dict[str, Kept] = {name: {} for name in resources}
        self.keys: dict[str, Kept] = {name: {} for name in resources}
        self.most = 2
        self.meanwhile: list[tuple[str, str]] = []  # the path of a question, and whom somebody changes then

    def put(self, resource: str, key: str, **values: Any) -> None:
        self.newest += 1
        kept = self.objects[resource].get(key, (0, {}))[1]
        at = f"2026-11-01T00:{self.newest // 60:02}:{self.newest % 60:02}Z"
        self.objects[resource][key] = (self.newest, {"id": key, **kept, **values, "_lastModifiedDate": at})

    def delete(self, resource: str, key: str) -> None:
        self.newest += 1
        del self.objects[resource][key]
        self.deletes[resource][key] = (self.newest, {"id": key, "changeVersion": self.newest, "keyValues": {}})

    def change_key(self, resource: str, key: str, **values: Any) -> None:
        """As a cascade does: the object has other values, by a change of its key alone."""
        self.newest += 1
        version, kept = self.objects[resource][key]
        self.objects[resource][key] = (version, {**kept, **values})
        told = {"id": key, "changeVersion": self.newest, "oldKeyValues": {}, "newKeyValues": values}
        self.keys[resource][key] = (self.newest, told)

    def rest(self, *resources: str, overlap: int = 0, **more: Any) -> Rest:
        versions = ChangeVersions(f"{self.url}{VERSIONS}", list(resources), overlap)
        given = {**APIS["edfi"], "token": "env:API_TOKEN", "every_minutes": 0, "page_size": 2, **more}
        return Rest(f"{self.url}{DATA}", versions=versions, **given)


class OdsHandler(Handler):
    api: Ods  # pyright: ignore[reportIncompatibleVariableOverride] - the one that it is bound to

    def _page(self, query: dict[str, str]) -> None:
        path, api = urlsplit(self.path).path, self.api
        if path == VERSIONS:
            self._send(200, json.dumps({"oldestChangeVersion": api.oldest, "newestChangeVersion": api.newest}).encode())
            return
        name, _, rest = path.removeprefix(f"{DATA}/").partition("/")
        lists = {"": api.objects, "deletes": api.deletes, "keyChanges": api.keys}
        if name not in api.objects or (rest not in lists and rest not in api.objects[name]):
            self._send(404, b'{"message": "Zebulon"}')
        elif rest in lists:
            self._listed(path, lists[rest][name], query)
        else:
            self._send(200, json.dumps(api.objects[name][rest][1]).encode())

    def _listed(self, path: str, kept: Kept, query: dict[str, str]) -> None:
        api = self.api
        low, high = int(query.get("minChangeVersion", 0)), int(query["maxChangeVersion"])
        chosen = [one for version, one in kept.values() if low <= version <= high]
        at, size = int(query["offset"]), min(int(query["limit"]), api.most)
        headers = {"Total-Count": str(len(chosen))} if query.get("totalCount") == "true" else {}
        self._send(200, json.dumps(chosen[at : at + size], indent=1).encode(), headers)
        if api.meanwhile and path == api.meanwhile[0][0]:
            _, key = api.meanwhile.pop(0)
            api.put(path.rpartition("/")[2], key, changed="meanwhile")


@contextmanager
def serving_ods(*resources: str) -> Iterator[Ods]:
    with serving_by(Ods(*resources), OdsHandler) as ods:
        yield ods
