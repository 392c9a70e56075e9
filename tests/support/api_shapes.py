"""APIs of a test's own in the shape of Canvas, OneRoster 1.2 and a platform of LTI 1.3; the people are invented."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from rest_server import CLIENT, Api, Handler
from signing import KEY

MEMBERS = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
ITEMS = "application/vnd.ims.lis.v2.lineitemcontainer+json"
RESULTS = "application/vnd.ims.lis.v2.resultcontainer+json"


class Canvas(Handler):
    """Links of pages say nothing, each request costs, and a quota that is used up is a 403."""

    quota = 150.0

    def _page(self, query: dict[str, str]) -> None:
        api, size = self.api, int(query["per_page"])
        at = int(query.get("page", "bookmark:0").removeprefix("bookmark:"))
        headers = {"X-Request-Cost": "60.5", "X-Rate-Limit-Remaining": str(self.quota - 60 * len(api.asked))}
        if at + size < len(api.records):
            following = f"<{api.list_url}?page=bookmark:{at + size}&per_page={size}>"
            headers["Link"] = f'<{api.list_url}?page=first&per_page={size}>; rel="first",{following}; rel="next"'
        self._send(200, json.dumps(api.records[at : at + size]).encode(), headers)


class OneRoster(Handler):
    """Sorted as it is asked to, in pages of limit and offset, with the number of all, and a filter by the last change."""

    def _page(self, query: dict[str, str]) -> None:
        api = self.api
        since = query.get("filter", "dateLastModified>''").removeprefix("dateLastModified>").strip("'")
        chosen = [one for one in api.records if one["dateLastModified"] > since]
        if query.get("sort"):
            chosen.sort(key=lambda one: one[query["sort"]], reverse=query.get("orderBy") == "desc")
        at, size = int(query.get("offset", 0)), min(int(query.get("limit", 100)), api.most)
        headers = {"X-Total-Count": str(len(chosen))}
        if at + size < len(chosen):
            headers["Link"] = f'<{api.list_url}?limit={size}&offset={at + size}>; rel="next"'
        self._send(200, json.dumps({"users": chosen[at : at + size]}).encode(), headers)


class Lti(Handler):
    """A token of a scope for a signature; members of a course; results of each of its line items."""

    scopes: Mapping[str, str] = {MEMBERS: "contextmembership.readonly", ITEMS: "lineitem.", RESULTS: "result.readonly"}
    granted = ""

    def _grant(self, body: str) -> None:
        form = {key: values[0] for key, values in parse_qs(body).items()}
        try:
            head, claims, proof = form["client_assertion"].split(".")
            KEY.public_key().verify(part(proof), f"{head}.{claims}".encode(), PKCS1v15(), SHA256())
            said: dict[str, Any] = json.loads(part(claims))
            is_right = json.loads(part(head))["kid"] == "key-1" and said["aud"] == f"{self.api.url}/token"
        except (KeyError, ValueError, InvalidSignature):
            said, is_right = {}, False
        kind = form.get("client_assertion_type")
        if not is_right or said["iss"] != CLIENT or kind != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer":
            self._send(400, b'{"error": "invalid_client", "error_description": "Zebulon"}')
            return
        self.api.granted += 1
        type(self).granted = form["scope"]
        self._send(200, json.dumps({"access_token": self.api.tokens[-1], "expires_in": 3600}).encode())

    def _page(self, query: dict[str, str]) -> None:
        path, accept = urlsplit(self.path).path, self.headers["Accept"]
        item = self.path.partition("/results")[0].rpartition("/")[2]
        kinds = {"/members": MEMBERS, "/items": ITEMS, f"/items/{item}/results": RESULTS}
        if kinds.get(path) != accept or self.scopes[accept] not in self.granted:
            self._send(406, b"{}")
            return
        if path == "/members":
            page = {"id": f"{self.api.url}/members", "context": {"id": "math-7"}, "members": self._some(query)}
            self._send(200, json.dumps(page).encode(), self._links(query))
            return
        url = f"{self.api.url}/items"
        items = [{"id": f"{url}/{n}?of=7", "label": f"Quiz {n}", "scoreMaximum": 10 * n} for n in (1, 2)]
        result = {"id": f"{url}/{item}/results/1", "scoreOf": f"{url}/{item}", "userId": "u1", "resultScore": 0.8}
        self._send(200, json.dumps(items if path == "/items" else [result]).encode())

    def _some(self, query: dict[str, str]) -> list[dict[str, Any]]:
        at = int(query.get("from", 0))
        return self.api.records[at : at + int(query["limit"])]

    def _links(self, query: dict[str, str]) -> dict[str, str]:
        at, size = int(query.get("from", 0)), int(query["limit"])
        more = f'<{self.api.url}/members?from={at + size}&limit={size}>; rel="next"'
        later = f'<{self.api.url}/members?since=1>; rel="differences"'
        return {"Link": f"{later}, {more}" if at + size < len(self.api.records) else later}


def part(token: str) -> bytes:
    return base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))


def api_of(*records: dict[str, Any]) -> Api:
    api = Api(records)
    api.indent = None
    return api
