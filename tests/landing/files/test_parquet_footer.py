"""What the footer of a Parquet file says. The file was written by PyArrow 26, with columns that Spark does not know."""

from __future__ import annotations

from pathlib import Path

import pytest

from edulake.landing.files.parquet_footer import Leaf, footer
from edulake.landing.files.refusal import Refusal

pytestmark = pytest.mark.once

UNUSUAL = Path(__file__).with_name("unusual.parquet")


def test_columns_and_rows() -> None:
    found = footer(UNUSUAL)
    assert found.records == 4
    assert found.nested == {"tags"}
    assert not found.is_plain
    assert found.columns == (
        Leaf("result", "double"),
        Leaf("student ", "float"),
        Leaf("who.id", "string"),
        Leaf("score", "double"),
        Leaf("points", "decimal(10,2)"),
        Leaf("at", "bigint", "moment", "nanos"),
        Leaf("zoned", "bigint", "moment", "nanos"),
        Leaf("bell", "bigint", "time of day", "nanos"),
        Leaf("key", None),
        Leaf("nothing", "int", "nothing"),
        Leaf("small", "int"),
        Leaf("large", "decimal(20,0)"),
    )


CONTENT = UNUSUAL.read_bytes()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PAR1",
        b"PAR1PAR1",
        b"PAR1 and then nothing",
        CONTENT[:-100],
        CONTENT[:-8] + b"\xff\xff\xff\x7fPAR1",
        b"PAR1" + b"\x19" * 40 + (40).to_bytes(4, "little") + b"PAR1",
        CONTENT[4:],
    ],
)
def test_what_is_no_whole_file(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    path.write_bytes(content)
    with pytest.raises(Refusal) as refused:
        footer(path)
    assert refused.value.code == "FILE_CORRUPT"
