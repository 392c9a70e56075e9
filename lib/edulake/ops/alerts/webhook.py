"""Alerts as a POST. The URL is a secret: no message repeats it, and a redirect is not followed."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from edulake.config import secret
from edulake.config.alerts import LOOPBACK
from edulake.ops.alerts.undelivered import UndeliveredError

if TYPE_CHECKING:
    from edulake.config.alerts import Webhook
    from edulake.ops.alerts.alert import Message


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        """None makes the redirect an HTTPError: urllib would turn the POST into a GET."""


def post(hook: Webhook, message: Message, timeout: int) -> None:
    """POST the message once; UndeliveredError unless the answer is a success."""
    bodies = {"json": message.as_json, "slack": message.as_slack, "teams": message.as_teams}
    url = secret.read(hook.url)
    where = urlsplit(url)
    if where.scheme != "https" and not (where.scheme == "http" and LOOPBACK.match(where.hostname or "")):
        raise UndeliveredError("its URL is not https", may_pass=False)
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "edulake"}
    request = Request(url, json.dumps(bodies[hook.body]()).encode(), headers)  # noqa: S310 - the scheme was looked at
    try:
        with build_opener(_Stay).open(request, timeout=timeout):
            return
    except HTTPError as error:
        passing = error.code == HTTPStatus.TOO_MANY_REQUESTS or error.code >= HTTPStatus.INTERNAL_SERVER_ERROR
        raise UndeliveredError(f"HTTP {error.code}", may_pass=passing) from None
    except URLError as error:
        raise UndeliveredError(type(error.reason).__name__, may_pass=True) from None
    except OSError as error:
        raise UndeliveredError(type(error).__name__, may_pass=True) from None
