"""Delivered files: listing, identity, checks, and reading them as raw records. The only place that opens them."""

from __future__ import annotations

from edulake.landing.files import DeliveredFile, list_files
from edulake.landing.profile import Profile, Refusal, profile
from edulake.landing.records import ReadableFile, read_records

__all__ = ["DeliveredFile", "Profile", "ReadableFile", "Refusal", "list_files", "profile", "read_records"]
