"""Copies in UTF-8 of files that a source delivers in another encoding: Spark reads only UTF-8 line by line."""

from __future__ import annotations

import io
import shutil
from typing import TYPE_CHECKING

from edulake.landing.files import BLOCK
from edulake.landing.profile import Refusal, opened

if TYPE_CHECKING:
    from pathlib import Path

    from edulake.landing.files import DeliveredFile


def as_utf8(file: DeliveredFile, encoding: str, folder: Path) -> Path:
    """A UTF-8 copy of `file` in `folder`; Refusal where its bytes are not text of `encoding`."""
    copy = folder / f"{file.sha256}{''.join(s for s in file.path.suffixes if s not in ('.gz', '.bz2'))}"
    try:
        with (
            opened(file.path) as stream,
            io.TextIOWrapper(stream, encoding, newline="") as text,
            copy.open("w", encoding="utf-8", newline="") as target,
        ):
            shutil.copyfileobj(text, target, BLOCK)
    except (UnicodeError, EOFError, OSError) as error:
        raise Refusal(
            "FILE_ENCODING", f"not {encoding} ({type(error).__name__}): correct the source's encoding"
        ) from None
    return copy
