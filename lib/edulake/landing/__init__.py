"""Delivered files: listing, identity, checks, and reading them as raw records. The only place that opens them."""

from __future__ import annotations

from edulake.landing.archives import list_entries, unpacked
from edulake.landing.files import DeliveredFile, delivered_at, is_archive, list_files
from edulake.landing.manifest import Delivery, delivery_of
from edulake.landing.profile import Profile, profile
from edulake.landing.records import EMPTY, ReadableFile, nothing_in, read_records
from edulake.landing.refusal import Refusal
from edulake.landing.rereading import reread

__all__ = [
    "EMPTY",
    "DeliveredFile",
    "Delivery",
    "Profile",
    "ReadableFile",
    "Refusal",
    "delivered_at",
    "delivery_of",
    "is_archive",
    "list_entries",
    "list_files",
    "nothing_in",
    "profile",
    "read_records",
    "reread",
    "unpacked",
]
