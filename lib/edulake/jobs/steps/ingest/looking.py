"""Each file that says something new, looked at: it is fit to be loaded, refused, or called absent by its manifest."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from edulake.jobs.steps.ingest.news import News
from edulake.jobs.steps.ingest.preparing import prepared, unreadable
from edulake.jobs.steps.ingest.refusing import CHANGED
from edulake.landing.files.listing import has_changed
from edulake.landing.files.manifest import Delivery, delivery_of
from edulake.landing.files.readable import ReadableFile
from edulake.landing.files.refusal import Refusal

if TYPE_CHECKING:
    from edulake.config.limits import Limits
    from edulake.contract.feed import Feed
    from edulake.jobs.steps.ingest.ledger import Ledger
    from edulake.landing.files.listing import DeliveredFile
    from edulake.ops.deliveries import Delivered
    from edulake.store.store import Store

# Stands in a rule version for the share that may be lacking, where a person lets a source lack anything.
ACCEPTED = "accepted"


class Looked(NamedTuple):
    """What became of the files that say something new: fit to be loaded, refused (and by which rules), or absent."""

    readable: list[ReadableFile]
    refused: list[tuple[DeliveredFile, Refusal]]
    absent: list[DeliveredFile]
    rules: dict[DeliveredFile, str]


def look(
    store: Store, feed: Feed, files: list[DeliveredFile], held: list[Delivered], ledger: Ledger, *, accepts: bool
) -> Looked:
    """Each content once: what was found fit is a repeat under another name; what was refused or ignored is not."""
    looked, limits = Looked([], [], [], {}), store.settings.limits
    allowed = ACCEPTED if accepts else limits.snapshot_shrink
    listed = [file for file in files if file.sha256]
    news, refused = News(feed, held, listed), set[tuple[str, str]]()
    for file in listed:
        if not news.is_news(file):
            continue
        delivery = _delivery(file, feed, limits)
        rules = rule_version(feed, allowed, delivery)
        looked.rules[file] = rules
        if (file.sha256, rules) in refused or (file.sha256, rules) in ledger.refused[str(feed.table)].verdicts:
            continue
        verdict = _verdict(store, file, feed, delivery)
        if isinstance(verdict, ReadableFile):
            news.add(file)
            looked.readable.append(verdict)
        elif verdict is None:
            looked.absent.append(file)
        else:
            refused.add((file.sha256, rules))
            looked.refused.append(verdict)
    return _with_unread(_still(looked), [file for file in files if not file.sha256])


def _still(looked: Looked) -> Looked:
    """What was found out of files that are still those that were listed; the others are being written, and refused."""
    moving = [file.file for file in looked.readable if has_changed(file.file)]
    refused = [(file, CHANGED if has_changed(file) else why) for file, why in looked.refused]
    calm = [file for file in looked.readable if file.file not in moving]
    return looked._replace(readable=calm, refused=[*refused, *((file, CHANGED) for file in moving)])


def _with_unread(looked: Looked, unread: list[DeliveredFile]) -> Looked:
    """What could not be opened to be listed is refused as well; each by its name, since nobody knows its content."""
    why = Refusal("FILE_UNREADABLE", "it cannot be opened: check its permissions; the next run tries it again")
    rules = {file: f"unread {file.name}" for file in unread}
    return looked._replace(refused=[*looked.refused, *((file, why) for file in unread)], rules=looked.rules | rules)


def _delivery(file: DeliveredFile, feed: Feed, limits: Limits) -> Delivery | Refusal | None:
    """What a file that has a manifest was delivered with, or why that cannot be known; None without manifests."""
    if feed.snapshot is not None:
        return None
    try:
        return delivery_of(file, limits)
    except Refusal as refusal:
        return refusal
    except Exception as error:  # noqa: BLE001 - of what lies beside one file
        return unreadable(error)


def rule_version(feed: Feed, allowed: float | str, delivery: Delivery | Refusal | None) -> str:
    """Fingerprint of what decides on a file: one refused under other settings, or once accepted, is tried again.

    Quarantine holds these texts: another one for the same settings would have every refused file looked at again.
    """
    shrink = "" if feed.snapshot is False else f"{allowed}"
    beside = delivery.fingerprint if isinstance(delivery, Delivery) else ""
    return f"{feed.files.dialect.rules}{sorted(feed.columns.items())}{shrink}{beside}"


def _verdict(
    store: Store, file: DeliveredFile, feed: Feed, delivery: Delivery | Refusal | None
) -> ReadableFile | tuple[DeliveredFile, Refusal] | None:
    """The file, checked; why it is refused; or None for one that its manifest tells us to ignore."""
    store.must_be_started()  # before the file is read through: it will be loaded, or its refusal written down
    if isinstance(delivery, Refusal):
        return file, delivery
    try:
        snapshot = delivery.is_snapshot() if delivery else feed.snapshot
        return None if snapshot is None else prepared(store, file, feed, snapshot=snapshot)
    except Refusal as refusal:
        return file, refusal
    except Exception as error:  # noqa: BLE001 - what nobody foresaw of one file is no reason to stop the others
        return file, unreadable(error)
