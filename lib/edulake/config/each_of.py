"""Lists of which an API has one for each of another list's records: of line items, of courses. Data only."""

from __future__ import annotations

from dataclasses import dataclass

from edulake.config.urls import must_be_safe
from edulake.errors import ConfigError

ID = "{id}"


@dataclass(frozen=True)
class EachOf:
    """One list for each record of the block's `url`, in pages of the same kind.

    `url` is where it is, {id} standing for the value of the record's key `id`: a part of the path, as in
    https://host/courses/{id}/enrollments, or with nothing before it a URL, as in {id}/results. `records` says where the
    records of the outer list are in its pages; those of the block are those of the inner ones. Each inner record holds
    the outer one by the key `beside`, where that is given. `accept` is the media type of the outer list, where it is
    another.
    """

    url: str
    id: str = "id"
    records: str = ""
    beside: str = ""
    accept: str = ""

    def __post_init__(self) -> None:
        if ID not in self.url:
            raise ConfigError(
                "lists of each record have no address", f"{ID} stands for it", f"write {ID} into each.url"
            )
        if not self.url.startswith(ID):
            must_be_safe(self.url, "each.url")
