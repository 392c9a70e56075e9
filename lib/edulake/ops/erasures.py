"""Who was erased, known again by marks: HMACs of kind, source and id, by a key that is not in the warehouse.

A plain hash would be no secret: ids are few enough to be tried one by one.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from typing import TYPE_CHECKING, NamedTuple, Protocol

from pyspark.sql import functions as F

from edulake.config import secret
from edulake.errors import ConfigError
from edulake.ops.tables import ERASURES
from edulake.store.merge import Clause
from edulake.store.small_frame import as_frame
from edulake.store.small_rows import Asked

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyspark.sql import Column

    from edulake.ops.runs import Run
    from edulake.store.store import Store

SHORTEST_KEY = 16
BLOCK = 64  # bytes, of SHA-256
# The kind of a mark by which answers within a response are known: they name nobody.
RESPONSE = "response"
STARTED, DONE = "STARTED", "DONE"


class Whom(Protocol):
    """Somebody by kind and id, altogether or as one source has them; or what one of them said in a survey."""

    @property
    def kind(self) -> str: ...

    @property
    def id(self) -> str: ...

    @property
    def source(self) -> str | None: ...

    @property
    def is_counterpart(self) -> bool: ...


class Marks(NamedTuple):
    """The key, and the marks of those who were erased."""

    key: bytes
    known: frozenset[str]

    def of(self, kind: str, source: str | None, id_: str) -> str:
        """The mark of a person by the id that silver has; of one source's records, or of all (None)."""
        return hmac.new(self.key, _said(kind, source, id_).encode(), hashlib.sha256).hexdigest()

    def has(self, kind: str, source: Column, id_: Column) -> Column:
        """Whether the person with this id was erased, altogether or of this source; false for null."""
        found = [self._hmac(F.concat(F.lit(_said(kind, None, "")), id_))]
        found.append(self._hmac(F.concat(F.lit(f"{kind}|"), source, F.lit("|"), id_)))
        return F.coalesce(F.array_contains(self._all(), found[0]), F.lit(False)) | F.coalesce(
            F.array_contains(self._all(), found[1]), F.lit(False)
        )

    def _all(self) -> Column:
        return F.array(*map(F.lit, sorted(self.known)))

    def _hmac(self, text: Column) -> Column:
        """HMAC-SHA256 (RFC 2104) of a text, as hexadecimal digits; null for null."""
        key = (hashlib.sha256(self.key).digest() if len(self.key) > BLOCK else self.key).ljust(BLOCK, b"\0")
        inner, outer = (F.unhex(F.lit(bytes(byte ^ pad for byte in key).hex())) for pad in (0x36, 0x5C))
        inside = F.unhex(F.sha2(F.concat(inner, F.encode(text, "UTF-8")), 256))
        return F.sha2(F.concat(outer, inside), 256)


def with_key(store: Store, known: frozenset[str] = frozenset()) -> Marks:
    """The marks `known`, with the key of the settings; ConfigError where none is named, or it is too short."""
    reference = store.settings.erasure.key
    if not reference:
        why = "people who are erased are known again by marks, which are made with a key outside of the warehouse"
        raise ConfigError("no key for erasures is named", why, '[erasure] key = "env:EDULAKE_ERASURE_KEY", and set it')
    key = secret.read(reference).encode()
    if len(key) < SHORTEST_KEY:
        fix = "openssl rand -hex 32 makes one"
        raise ConfigError("the key for erasures is too short", f"it has less than {SHORTEST_KEY} characters", fix)
    return Marks(key, known)


def erased(store: Store) -> Marks | None:
    """The marks of all who were erased; None where nobody was, and no key is asked for."""
    if not store.exists(ERASURES):
        return None
    known = frozenset(row["mark"] for row in store.values(ERASURES, Asked(("mark",))))
    return with_key(store, known) if known else None


def _said(kind: str, source: str | None, id_: str) -> str:
    """What a mark is made of. Neither a kind nor a source holds the bar between them."""
    return f"{kind}|{source or ''}|{id_}"


def marked(store: Store, marks: Marks, people: Iterable[Whom]) -> dict[str, str]:
    """The marks of those among the people who have one, and its status."""
    wanted = {marks.of(one.kind, one.source, one.id) for one in people}
    rows = store.values(ERASURES, Asked(("mark", "status"))) if store.exists(ERASURES) else []
    return {row["mark"]: row["status"] for row in rows if row["mark"] in wanted}


def write(
    store: Store, run: Run, marks: Marks, people: Iterable[Whom], *, status: str, rows: int = 0, files: int = 0
) -> None:
    """Write down that the people are being erased, or are: one row a mark, which says nobody's id."""
    done = status == DONE
    written = [
        {
            "mark": marks.of(one.kind, one.source, one.id),
            "erased_at": run.started_at,
            "run_id": run.run_id,
            "kind": one.kind,
            "source_system": one.source,
            "status": status,
            "is_counterpart": one.is_counterpart,
            "rows_removed": rows if done else None,
            "files_removed": files if done else None,
            "ended_at": dt.datetime.now(dt.UTC) if done else None,
        }
        for one in people
    ]
    values = [tuple(row[name] for name in ERASURES.column_names) for row in written]
    told = {name: f"s.{name}" for name in ERASURES.column_names if name not in ERASURES.key}
    store.merge(ERASURES, as_frame(store.spark, values, ERASURES.struct()), [Clause("true", told)])
    store.check(ERASURES)
