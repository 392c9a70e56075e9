"""Asking an HTTP API: who asks, what an answer may be, and what is asked again. Standard library only.

A token goes to the host of the configuration and nowhere else: neither a redirect nor a link leads elsewhere. No
message holds a URL, a token, or a word of an answer. Secret parameters stand in no URL but that which is asked.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import os
from functools import cached_property
from http.client import HTTPException
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.error import HTTPError, URLError
from urllib.parse import quote, quote_plus, unquote_plus, urldefrag, urlencode, urljoin, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from edulake.config import secret
from edulake.config.urls import origin
from edulake.errors import ConfigError, UnreadableError
from edulake.landing.rest.failures import PASSING, FailedError, Waiting, asked_to_wait, moment
from edulake.landing.rest.signed import assertion

if TYPE_CHECKING:
    from collections.abc import Mapping
    from email.message import Message

    from edulake.config.rest import Rest

# What an answer that is no success is read of, at most: whether it speaks of a limit of rates.
GLANCE = 4096
TOKEN_BYTES = 64 * 1024
SIGNED = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
# Seconds in which a quota that is nearly used up fills again, by more than a question costs.
BREATH = 1.0


class Answer(NamedTuple):
    """A page as it came, and its headers."""

    body: bytes
    headers: Message

    @property
    def said_at(self) -> dt.datetime | None:
        """When the API says that it is, UTC; None where it does not."""
        return moment(self.headers.get("Date"))


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        """None makes the redirect an HTTPError: urllib would take the token along, to whatever host."""


class Client:
    """One API, asked one thing after the other."""

    def __init__(self, rest: Rest, waiting: Waiting) -> None:
        self.rest, self.waiting = rest, waiting
        self._open = build_opener(_Stay).open
        self._token = ""
        self._is_short = False

    def get(self, url: str, accept: str = "") -> Answer:
        """The answer of `url`, which is on the host of the configuration; UnreadableError where there is none.

        `accept` is its media type where that is another than the API's.
        """
        self._must_be_home(url)
        if self._is_short:
            self.waiting.pause(BREATH)
        answer = self.waiting.retrying(lambda: self._page(url, accept or self.rest.accept))
        self._is_short = _is_below(
            answer.headers.get(self.rest.quota) if self.rest.quota else None, self.rest.quota_kept
        )
        return answer

    def within(self, base: str, link: str) -> str:
        """Where a link of an answer leads; UnreadableError for one that leads to another host."""
        try:
            url = urljoin(base, link)
            self._must_be_home(url)
        except ValueError:
            raise UnreadableError("the API's next page is no URL", "", "tell whoever runs the API") from None
        return url

    def must_keep(self, records: list[str]) -> list[str]:
        """The records; UnreadableError where one repeats a secret parameter: bronze would keep it."""
        spelled = {
            form
            for value in self._secrets.values()
            for form in (value, quote(value, safe=""), quote_plus(value), json.dumps(value)[1:-1])
        }
        if any(form in record for record in records for form in spelled):
            why = f"of the parameters {', '.join(self._secrets)}"
            raise UnreadableError("the API repeats a secret in its records", why, "tell whoever runs the API")
        return records

    @cached_property
    def _secrets(self) -> dict[str, str]:
        return {name: secret.read(reference) for name, reference in self.rest.secrets.items()}

    def _with_secrets(self, url: str) -> str:
        """What is asked for the URL: a link of an answer may have lost them, or have something in their place."""
        for name, value in self._secrets.items():
            url = replaced(urldefrag(url).url, name, value)
        return url

    def _must_be_home(self, url: str) -> None:
        if origin(url) != origin(self.rest.url):
            why = "a token is for the host of url alone"
            raise UnreadableError("the API leads to another host", why, "check url, and tell whoever runs the API")

    def _page(self, url: str, accept: str) -> Answer:
        url = self._with_secrets(url)
        try:
            return self._asked(Request(url, headers=self._headers(accept)), self.rest.page_bytes)  # noqa: S310 - checked
        except FailedError as error:
            if error.status != 401 or not self.rest.token_url or not self._token:
                raise
        # It may have expired on the way: one more, and then it is the credentials.
        self._token = ""
        return self._asked(Request(url, headers=self._headers(accept)), self.rest.page_bytes)  # noqa: S310 - as above

    def _headers(self, accept: str) -> dict[str, str]:
        headers = {**self.rest.headers, "Accept": accept, "User-Agent": "edulake"}
        if self.rest.token or self.rest.token_url:
            headers["Authorization"] = f"Bearer {self._bearer()}"
        return headers

    def _bearer(self) -> str:
        if not self._token:
            self._token = _of_one_line(secret.read(self.rest.token) if self.rest.token else self._granted())
        return self._token

    def _granted(self) -> str:
        """A token by client credentials (RFC 6749, 4.4): a password in the header, or who asks, signed."""
        client = secret.read(self.rest.client_id)
        asked = {"grant_type": "client_credentials", **({"scope": self.rest.scope} if self.rest.scope else {})}
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        headers["User-Agent"] = "edulake"
        if self.rest.client_key:
            asked |= {"client_assertion_type": SIGNED, "client_assertion": self._signed(client)}
        else:
            known = f"{client}:{secret.read(self.rest.client_secret)}"
            headers["Authorization"] = f"Basic {base64.b64encode(known.encode()).decode()}"
        request = Request(self.rest.token_url, urlencode(asked).encode(), headers)  # noqa: S310 - checked as it was read
        try:
            granted = json.loads(self._asked(request, TOKEN_BYTES).body)["access_token"]
        except FailedError as error:
            # Of credentials that it does not know a server says any of these (RFC 6749, 5.2).
            status = 401 if error.status in (400, 401, 403) and not error.may_pass else error.status
            raise FailedError(error.why, may_pass=error.may_pass, wait=error.wait, status=status) from None
        except (ValueError, KeyError, TypeError, RecursionError):
            raise FailedError("the token's server gives no token", may_pass=False) from None
        return str(granted)

    def _signed(self, client: str) -> str:
        audience, pem = self.rest.audience or self.rest.token_url, secret.read(self.rest.client_key)
        return assertion(client, audience, self.rest.key_id, pem, dt.datetime.now(dt.UTC), os.urandom(16).hex())

    def _asked(self, request: Request, most: int) -> Answer:
        try:
            with self._open(request, timeout=self.rest.seconds) as answer:
                body = answer.read(most + 1)
                headers = answer.headers
        except HTTPError as error:
            raise _refused(error) from None
        except URLError as error:
            raise FailedError(_name(error.reason), may_pass=not _is_certificate(error.reason)) from None
        except (OSError, HTTPException, ValueError) as error:
            raise FailedError(_name(error), may_pass=not isinstance(error, ValueError)) from None
        if len(body) > most:
            raise FailedError(f"an answer beyond {most} bytes: ask for smaller pages", may_pass=False)
        length = headers.get("Content-Length")
        if length and length.isdigit() and len(body) < int(length):
            raise FailedError("an answer that breaks off", may_pass=True)
        return Answer(body, headers)


def with_parameters(url: str, parameters: Mapping[str, str]) -> str:
    """The URL with more parameters; those of its own stay as they are."""
    if not parameters:
        return url
    return f"{url}{'&' if urlsplit(url).query else '?'}{urlencode(parameters)}"


def replaced(url: str, name: str, value: str) -> str:
    """The URL with another value of one parameter, which comes last."""
    path, _, query = url.partition("?")
    kept = "&".join(part for part in query.split("&") if part and unquote_plus(part.partition("=")[0]) != name)
    return with_parameters(f"{path}?{kept}" if kept else path, {name: value})


def _refused(error: HTTPError) -> FailedError:
    """Of an answer that is no success: some ask to come again by 403, and say that it is for their limit of rates."""
    with error:
        try:
            glance = error.read(GLANCE).lower() if error.code == 403 else b""
        except (OSError, HTTPException):
            glance = b""
    may_pass = error.code in PASSING or b"rate limit" in glance
    wait = asked_to_wait(error.headers.get("Retry-After"), dt.datetime.now(dt.UTC)) if may_pass else None
    return FailedError(f"HTTP {error.code}", may_pass=may_pass, wait=wait, status=error.code)


def _of_one_line(token: str) -> str:
    if not token.isascii() or any(c.isspace() for c in token):
        raise ConfigError("a token cannot stand in a header", "it has blanks or other characters", "check its place")
    return token


def _is_below(left: str | None, kept: float) -> bool:
    """Whether a header says less than is to be kept; one that says no number says nothing."""
    try:
        return float(left or "nan") < kept
    except ValueError:
        return False


def _is_certificate(reason: object) -> bool:
    return "CERTIFICATE_VERIFY_FAILED" in str(reason)


def _name(reason: object) -> str:
    return "a certificate that is not trusted" if _is_certificate(reason) else type(reason).__name__
