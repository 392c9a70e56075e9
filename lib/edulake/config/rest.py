"""Where a list is pulled from by HTTP instead of files. Data only: standard library, never a secret."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from edulake.config.change_versions import ChangeVersions  # noqa: TC001 - get_type_hints reads it
from edulake.config.each_of import EachOf  # noqa: TC001 - as above
from edulake.config.secret import REFERENCE
from edulake.config.urls import holds_secret, must_be_safe, origin
from edulake.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

PAGING = ("none", "link", "offset", "cursor")
SINCE = "{since}"
SECRET_WORDS = ("authorization", "cookie", "key", "token", "secret", "password")
BY_REFERENCE = "write env:NAME or secret:SCOPE/NAME"


@dataclass(frozen=True)
class Rest:
    """A list behind an HTTP API, pulled page by page into the landing folder before it is looked into.

    `api` is the name of an API that many know: what is known of it is set then (apis.py), but for what the block says.
    `url` is the list's own, https but on loopback; `parameters` are what is asked of it besides; what is
    secret of them, by reference, goes with every question to its host. Its records are at `records` of the source's
    block. Who asks is known by a `token`, or by OAuth 2 client credentials: `client_id` and
    `client_secret`, for which `token_url` gives tokens of a `scope`; all but the scope by reference. In place of the
    secret a `client_key` (RSA, PEM) signs who asks, as LTI 1.3 wants it: `key_id` is what the platform calls that key,
    and `audience` whom it is said to, `token_url` by default.

    `accept` is the media type that is asked for, `headers` are others that go with each question. Where a page's value
    at the key `beside` is to be known of its records, each holds it by that key.

    Pages follow each other by `paging`: "link" is the header Link with rel=next; "offset" counts records in the
    parameter `offset_parameter` and asks for `page_size` of them by `limit_parameter` (the number of all, where the
    header `total` gives it, must be the same on all pages); "cursor" takes the value at `cursor` of a page (keys and
    dots, or header:NAME), and gives it as `cursor_parameter`.

    `changed` are parameters that ask for what changed since a moment, in which {since} stands for it: that of the
    newest pull, less `overlap_minutes`. All is pulled once in `full_every_days` (0: never again), as pages shift while
    others write. A source that is a snapshot is always pulled as a whole. Within `every_minutes` of a pull that brought
    something it is not asked again. `page_bytes` and `pages` are the most that an answer, and a pull, may have;
    `seconds` is how long an answer may keep silent. The header `quota` says how much may be asked yet: below
    `quota_kept` each further question waits a second.

    `each` are lists of which there is one for each record (each_of.py); `versions` those of a standard, by what changed
    (change_versions.py): `url` is the folder of its resources then.
    """

    url: str
    api: str = ""
    token: str = ""
    token_url: str = ""
    client_id: str = ""
    client_secret: str = ""
    client_key: str = ""
    key_id: str = ""
    audience: str = ""
    scope: str = ""
    accept: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict, hash=False)
    beside: str = ""
    paging: str = "link"
    parameters: dict[str, str] = field(default_factory=dict, hash=False)
    page_size: int = 100
    limit_parameter: str = "limit"
    offset_parameter: str = "offset"
    cursor: str = ""
    cursor_parameter: str = "cursor"
    total: str = "X-Total-Count"
    changed: dict[str, str] = field(default_factory=dict, hash=False)
    overlap_minutes: int = 60
    full_every_days: int = 7
    every_minutes: int = 10
    page_bytes: int = 64 * 1024**2
    pages: int = 100_000
    seconds: float = 60.0
    quota: str = ""
    quota_kept: float = 100.0
    each: EachOf | None = None
    versions: ChangeVersions | None = None

    def __post_init__(self) -> None:
        must_be_safe(self.url, "url")
        self._must_be_credentials()
        self._must_be_pages()
        must_be_parameters({**self.parameters, **self.changed})
        must_be_headers({"Accept": self.accept, **self.headers})
        if self.changed and not any(SINCE in text for text in self.changed.values()):
            raise ConfigError(
                "changed says no moment", f"{SINCE} stands for it", f"""write filter = "since>'{SINCE}'\""""
            )
        if min(self.overlap_minutes, self.full_every_days, self.every_minutes) < 0:
            raise ConfigError(
                "a time of an API is before now", "", "correct overlap_minutes, full_every_days, every_minutes"
            )
        if self.versions:
            self._must_go_by_versions(self.versions)

    def _must_go_by_versions(self, versions: ChangeVersions) -> None:
        if origin(versions.url) != origin(self.url):
            why = "a token is for the host of url alone"
            raise ConfigError("an API's versions.url is on another host than its url", why, "correct one of them")
        other = next((name for name in ("each", "changed", "beside") if getattr(self, name)), None)
        if other:
            raise ConfigError(
                f"an API's {other} cannot be set beside versions", "these say what changed", "leave it out"
            )

    def _must_be_credentials(self) -> None:
        for name in ("token", "client_id", "client_secret", "client_key"):
            if getattr(self, name) and not REFERENCE.match(getattr(self, name)):
                raise ConfigError(f"an API's {name} is never written in configuration", "", BY_REFERENCE)
        if self.token_url:
            must_be_safe(self.token_url, "token_url")
        proof = self.client_secret or self.client_key
        together = {bool(one) for one in (self.token_url, self.client_id, proof)}
        is_two = (self.token and self.token_url) or (self.client_secret and self.client_key)
        if len(together) > 1 or is_two:
            why = "a token, or all of token_url, client_id and one of client_secret and client_key"
            raise ConfigError("an API's credentials do not belong together", why, "give one of both, or none")
        if bool(self.client_key) != bool(self.key_id):
            why = "the platform looks for the public key by it"
            raise ConfigError("client_key and key_id belong together", why, "give both or none")

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
        named = (self.token, self.client_id, self.client_secret, self.client_key, *self.secrets.values())
        return tuple(one for one in named if one)

    @property
    def secrets(self) -> dict[str, str]:
        """Where the secret parameters lie, by their names."""
        return {name: value for name, value in self.parameters.items() if REFERENCE.match(value)}

    @property
    def written(self) -> dict[str, str]:
        """The parameters that are no secret."""
        return {name: value for name, value in self.parameters.items() if not REFERENCE.match(value)}


def must_be_parameters(parameters: Mapping[str, str]) -> None:
    """ConfigError, which does not repeat its value, for a parameter that is called as a secret and is no reference."""
    for name, value in parameters.items():
        if holds_secret(name) and not REFERENCE.match(value):
            raise ConfigError("a parameter with a secret is never written in configuration", name, BY_REFERENCE)


def must_be_headers(headers: Mapping[str, str]) -> None:
    """ConfigError, which does not repeat its value, for a header that could hold a secret, or end another one."""
    for name, value in headers.items():
        if any(word in name.lower() for word in SECRET_WORDS):
            raise ConfigError("a header with a secret is never written in configuration", name, "give a token")
        if not name.replace("-", "").isalnum() or not f"{name}{value}".isascii() or not value.isprintable():
            raise ConfigError("a header of an API is none", "it has other characters", "correct headers")
