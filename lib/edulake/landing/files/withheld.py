"""Records without what their source keeps out: a payload that never held it, and whether a file has it at all.

The text of a line, or of a JSON object, is never cut: it is taken apart, and written anew from what may be held. A
record that cannot be taken apart has no payload at all.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.feed import Withheld
from edulake.landing.files.delimited import clean
from edulake.landing.files.listing import BLOCK
from edulake.landing.files.opening import opened
from edulake.landing.files.reaching import STRICT, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pyspark.sql import Column, DataFrame
    from pyspark.sql import types as T

    from edulake.landing.files.readable import ReadableFile

NOT_KEPT = "withheld"
AS_TEXT = {"ignoreNullFields": "false"}
NESTED = ("struct", "array", "map")
# A Parquet file ends with the description of its columns, the length of that in four bytes, and PAR1.
PARQUET_TAIL = 8


def cells_as_json(cells: dict[str, Column]) -> Column:
    """Cells by the names of their columns, as JSON."""
    return F.to_json(F.struct(*[cell.alias(name) for name, cell in cells.items()]), AS_TEXT)


def object_as_json(text: Column, withheld: Withheld, mapped: T.StructType) -> Column:
    """A JSON object without what is withheld: its raw strings as JSON, what is nested in it as it is.

    So is a number with a point or an exponent.

    A name without a dot is kept out wherever it stands: of an object that has it further within, only the `mapped`
    columns are kept. What is no object has no value in it.
    """
    only = _as_json(F.from_json(text, mapped, STRICT), [name for name in mapped.fieldNames() if "." in name])
    if withheld.only is not None:
        return only
    rest = _without(text, [name.lower() for name in withheld.omit])
    return F.when(still_holds(rest, withheld), only).otherwise(F.coalesce(rest, only))


def _as_json(row: Column, dotted: list[str]) -> Column:
    """A row of mapped columns as JSON; keys that are called as a path is written only where one of them is there."""
    if not dotted:
        return F.to_json(row, AS_TEXT)
    paths = row.dropFields(*[f"`{name}`" for name in dotted])
    is_there = F.coalesce(*[row[name] for name in dotted]).isNotNull()
    return F.when(is_there, F.to_json(row, AS_TEXT)).otherwise(F.to_json(paths, AS_TEXT))


def row_as_json(frame: DataFrame, withheld: Withheld, mapped: T.StructType) -> Column:
    """A row of typed columns as JSON, without what is withheld: whole columns are not even read."""
    within = mapped.fieldNames() if withheld.only is not None else []
    kept = [name for name in frame.columns if name in within or not withheld.withholds(clean(name))]
    payload = F.to_json(F.struct(*[F.col(quoted(name)) for name in kept]), AS_TEXT)
    nested = any(kind.startswith(NESTED) for name, kind in frame.dtypes if name in kept)
    return object_as_json(payload, withheld, mapped) if withheld and nested else payload


def still_holds(json: Column, withheld: Withheld) -> Column:
    """Whether a JSON text has an omitted name as a key, at any depth; false for null."""
    names = "|".join(_sought(name.rpartition(".")[2], loosely=withheld.loosely) for name in withheld.omit)
    return F.coalesce(json.rlike(rf'(?i)"({names})"\s*:'), F.lit(False)) if names else F.lit(False)


def _sought(name: str, *, loosely: bool) -> str:
    """What finds a name; `loosely`, blanks within and around it do not count."""
    if not loosely:
        return re.escape(name)
    return "".join([rf"{re.escape(letter)}\s*" for letter in ("", *"".join(name.split()))])


def _without(text: Column, omitted: list[str]) -> Column:
    """The object `text` without the keys and paths `omitted`, which are in lower case; null if it is no object."""
    heads = {name.partition(".")[0] for name in omitted if "." in name}
    inner = {head: [name[len(head) + 1 :] for name in omitted if name.startswith(f"{head}.")] for head in heads}

    def rendered(entry: Column) -> Column:
        key, value = F.lower(entry["key"]), entry["value"]
        whole = F.when(value.isNull(), "null").otherwise(F.coalesce(_structure(value), _string(value)))
        for head, names in inner.items():
            whole = F.when(key == head, F.coalesce(_within(value, names), F.lit("null"))).otherwise(whole)
        return F.concat(_string(entry["key"]), F.lit(":"), whole)

    entries = F.map_entries(F.from_json(text, "map<string,string>", STRICT))
    kept = F.transform(F.filter(entries, lambda entry: ~F.lower(entry["key"]).isin(omitted)), rendered)
    return F.concat(F.lit("{"), F.array_join(kept, ","), F.lit("}"))


def _within(value: Column, names: list[str]) -> Column:
    """An object, or each object of a list, without `names`; null for anything else, which may hide them."""
    each = F.transform(
        F.from_json(value, "array<string>"), lambda item: F.coalesce(_without(item, names), F.lit("null"))
    )
    listed = F.concat(F.lit("["), F.array_join(each, ","), F.lit("]"))
    return F.when(F.ltrim(value).startswith("["), listed).otherwise(_without(value, names))


def _structure(value: Column) -> Column:
    """An object or list as JSON; null for a plain text."""
    return F.when(F.ltrim(value).rlike(r"\A[{\[]"), F.get_json_object(value, "$"))


def _string(value: Column) -> Column:
    """A text as a JSON string."""
    quoted = F.to_json(F.array(value))
    return quoted.substr(F.lit(2), F.length(quoted) - 2)


def has_column(file: ReadableFile, name: str, *, loosely: bool = False) -> bool:
    """Whether a file has a column or key of that name, in any case; of JSON and Parquet, whether its bytes name it.

    With names that are compared `loosely` Parquet is asked for those of its columns.
    """
    found, footer = file.profile.header, file.profile.footer
    if loosely and footer:
        found = (*(leaf.name for leaf in footer.columns), *footer.nested)
    if found:
        return any(map(Withheld((name,), loosely=loosely).withholds, found))
    sought = name.rpartition(".")[2].lower().encode()
    sought = sought if file.profile.layout == "parquet" else b'"' + sought + b'"'
    return any(sought in block.lower() for block in _naming(file, len(sought)))


def _naming(file: ReadableFile, overlap: int) -> Iterator[bytes]:
    """The bytes of a file that can name a column, in blocks that overlap."""
    with opened(file.path) as stream:
        if file.profile.layout == "parquet":
            size = stream.seek(0, 2)
            stream.seek(size - PARQUET_TAIL)
            described = int.from_bytes(stream.read(4), "little")
            stream.seek(max(0, size - PARQUET_TAIL - described))
            yield stream.read(described)
            return
        rest = b""
        while block := stream.read(BLOCK):
            yield rest + block
            rest = block[-overlap:]


def said(withheld: Withheld, has: Callable[[str], bool]) -> Iterable[str]:
    """What a person should know of a delivery: which columns are kept out of it, and which it does not have."""
    if withheld.only is not None:
        yield "columns that nobody maps are kept out"
    for name in withheld.omit:
        if has(name):
            yield f"column {name} is kept out"
        elif not withheld.optional:
            yield f"there is no column {name} to keep out"
