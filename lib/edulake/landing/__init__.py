"""Delivered files: listing, identity, checks, and reading them as raw records. The only place that opens them."""

from __future__ import annotations

from edulake.landing.archives import entries_of, list_entries, unpacked
from edulake.landing.files import DeliveredFile, delivered_at, has_changed, list_files, looked_into
from edulake.landing.folder import Folder
from edulake.landing.manifest import Delivery, delivery_of
from edulake.landing.names import is_archive, is_hidden, printable
from edulake.landing.profile import Profile, profile
from edulake.landing.records import EMPTY, ReadableFile, nothing_in, read_records
from edulake.landing.refusal import Refusal
from edulake.landing.rereading import reread

__all__ = [
    "EMPTY",
    "DeliveredFile",
    "Delivery",
    "Folder",
    "Profile",
    "ReadableFile",
    "Refusal",
    "delivered_at",
    "delivery_of",
    "entries_of",
    "has_changed",
    "is_archive",
    "is_hidden",
    "list_entries",
    "list_files",
    "looked_into",
    "nothing_in",
    "printable",
    "profile",
    "read_records",
    "reread",
    "unpacked",
]
