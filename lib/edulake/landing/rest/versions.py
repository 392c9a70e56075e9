"""Which versions of changes an API can tell of, and which are asked of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from edulake.errors import UnreadableError
from edulake.landing.rest.pages import ASK_API, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from edulake.landing.rest.client import Answer

OLDEST, NEWEST = "oldestchangeversion", "newestchangeversion"


class Known(NamedTuple):
    """The oldest and the newest version of which an API can tell what changed."""

    oldest: int
    newest: int

    @property
    def asked(self) -> dict[str, str]:
        """Everything up to the newest version."""
        return {"maxChangeVersion": str(self.newest)}

    def since(self, version: int, overlap: int) -> Mapping[str, str]:
        """What changed after a version, and a little before it, up to the newest one."""
        return {"minChangeVersion": str(max(version + 1 - overlap, self.oldest, 0)), **self.asked}

    def lost(self, version: int) -> str:
        """Why what changed after a version cannot be asked for any more; nothing where it can."""
        if self.newest < version:
            return f"its newest version is {self.newest}, below {version}: it is another database, or an older one"
        if self.oldest > version + 1:
            return f"it tells of changes from version {self.oldest} on, and {version} was the last one pulled"
        return ""


def known(answer: Answer) -> Known:
    """What the API says of its versions (Ed-Fi's availableChangeVersions); UnreadableError where it does not."""
    try:
        said: Any = json.loads(text_of(answer))
        by_name = {key.lower(): value for key, value in said.items()}
        oldest, newest = by_name[OLDEST], by_name[NEWEST]
    except (ValueError, KeyError, AttributeError, RecursionError):
        oldest = newest = None
    if type(oldest) is not int or type(newest) is not int or not 0 <= oldest <= max(newest, 1):
        raise UnreadableError("the API does not tell which versions it has", "", f"check versions.url; {ASK_API}")
    return Known(oldest, newest)
