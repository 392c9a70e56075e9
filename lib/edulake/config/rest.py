"""Where a list is pulled from by HTTP instead of files. Data only: standard library, never a secret."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from edulake.config.secret import REFERENCE
from edulake.errors import ConfigError

LOOPBACK = re.compile(r"\A(?:localhost|127(?:\.\d+){3}|::1)\Z")
PAGING = ("none", "link", "offset", "cursor")
SINCE = "{since}"
BY_REFERENCE = "write env:NAME or secret:SCOPE/NAME"


@dataclass(frozen=True)
class Rest:
    """A list behind an HTTP API, pulled page by page into the landing folder before it is looked into.

    `url` is the list's own, https but on loopback; `parameters` are what is asked of it besides. Its records are at
    `records` of the source's block. Who asks is known by a `token`, or by OAuth 2 client credentials: `client_id` and
    `client_secret`, for which `token_url` gives tokens of a `scope`; all but the scope by reference.

    Pages follow each other by `paging`: "link" is the header Link with rel=next; "offset" counts records in the
    parameter `offset_parameter` and asks for `page_size` of them by `limit_parameter` (X-Total-Count, where it is
    given, must be the same on all pages); "cursor" takes the value at `cursor` of a page (keys and dots, or
    header:NAME), and gives it as `cursor_parameter`.

    `changed` are parameters that ask for what changed since a moment, in which {since} stands for it: that of the
    newest pull, less `overlap_minutes`. All is pulled once in `full_every_days` (0: never again), as pages shift while
    others write. A source that is a snapshot is always pulled as a whole. Within `every_minutes` of a pull that brought
    something it is not asked again. `page_bytes` and `pages` are the most that an answer, and a pull, may have;
    `seconds` is how long an answer may keep silent.
    """

    url: str
    token: str = ""
    token_url: str = ""
    client_id: str = ""
    client_secret: str = ""
    scope: str = ""
    paging: str = "link"
    parameters: dict[str, str] = field(default_factory=dict, hash=False)
    page_size: int = 100
    limit_parameter: str = "limit"
    offset_parameter: str = "offset"
    cursor: str = ""
    cursor_parameter: str = "cursor"
    changed: dict[str, str] = field(default_factory=dict, hash=False)
    overlap_minutes: int = 60
    full_every_days: int = 7
    every_minutes: int = 10
    page_bytes: int = 64 * 1024**2
    pages: int = 100_000
    seconds: float = 60.0

    def __post_init__(self) -> None:
        must_be_safe(self.url, "url")
        self._must_be_credentials()
        self._must_be_pages()
        if self.changed and not any(SINCE in text for text in self.changed.values()):
            raise ConfigError(
                "changed says no moment", f"{SINCE} stands for it", f"""write filter = "since>'{SINCE}'\""""
            )
        if min(self.overlap_minutes, self.full_every_days, self.every_minutes) < 0:
            raise ConfigError(
                "a time of an API is before now", "", "correct overlap_minutes, full_every_days, every_minutes"
            )

    def _must_be_credentials(self) -> None:
        for name in ("token", "client_id", "client_secret"):
            if getattr(self, name) and not REFERENCE.match(getattr(self, name)):
                raise ConfigError(f"an API's {name} is never written in configuration", "", BY_REFERENCE)
        if self.token_url:
            must_be_safe(self.token_url, "token_url")
        together = {bool(one) for one in (self.token_url, self.client_id, self.client_secret)}
        if len(together) > 1 or (self.token and self.token_url):
            why = "a token, or all of token_url, client_id and client_secret"
            raise ConfigError("an API's credentials do not belong together", why, "give one of both, or none")

    def _must_be_pages(self) -> None:
        if self.paging not in PAGING:
            raise ConfigError(f"no paging is called {self.paging}", "", f"choose from {', '.join(PAGING)}")
        if (self.paging == "cursor") != bool(self.cursor):
            raise ConfigError("paging by cursor and cursor belong together", "one is missing", "give both or none")
        if min(self.page_size, self.page_bytes, self.pages) < 1 or self.seconds <= 0:
            raise ConfigError("a number of an API is too small", "", "correct page_size, page_bytes, pages, seconds")

    @property
    def references(self) -> tuple[str, ...]:
        """Where its secrets lie."""
        return tuple(one for one in (self.token, self.client_id, self.client_secret) if one)


def must_be_safe(url: str, name: str) -> None:
    """ConfigError, which does not repeat it, for a URL that is not https, or holds a user or a part of a page."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise ConfigError(f"an API's {name} is no URL", "", f"correct {name}") from None
    if not host or parts.username is not None or parts.fragment or any(c.isspace() for c in url):
        why = "neither a user nor a password may stand in it"
        raise ConfigError(f"an API's {name} is not https://host/path", why, f"correct {name}")
    if parts.scheme != "https" and not (parts.scheme == "http" and LOOPBACK.match(host)):
        why = "tokens and records would be read on the way"
        raise ConfigError(f"an API's {name} is not https", why, f"write {name} with https")
