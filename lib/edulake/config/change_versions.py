"""Change queries of an API: what changed after a version, up to another. Data only: standard library."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from edulake.config.urls import must_be_safe
from edulake.errors import ConfigError

# As folders of the standard are called, and their files are found.
RESOURCE = re.compile(r"\A[A-Za-z]{1,100}\Z")


@dataclass(frozen=True)
class ChangeVersions:
    """The lists of an API that numbers its changes, as Ed-Fi's does; the block's `url` is that of their folder.

    `url` tells the oldest and the newest version that can be asked for. `resources` are the lists to pull; without any,
    all that the standard reads and the API lets be read. Each is asked for what changed after the version up to which
    it was pulled, less the `overlap`: changes of a transaction may come after those of one that began later.
    Objects whose keys changed are asked for one by one (`key_changes`) where the list of changes lacks them.
    """

    url: str
    resources: list[str] = field(default_factory=list, hash=False)
    overlap: int = 100
    key_changes: bool = True

    def __post_init__(self) -> None:
        must_be_safe(self.url, "versions.url")
        odd = next((one for one in self.resources if not RESOURCE.match(one)), None)
        if odd is not None:
            raise ConfigError("an API has no such resource", odd, "write resources = ['students'], for example")
        if self.overlap < 0:
            raise ConfigError("an overlap of versions is below none", "", "correct versions.overlap")
