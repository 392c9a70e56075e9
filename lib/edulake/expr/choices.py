"""What may be chosen in a survey, and what was: by what is declared, never guessed."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.expr.numbers import exact_number, rounded
from edulake.expr.text import INVISIBLES, WIDE_BLANKS

if TYPE_CHECKING:
    from pyspark.sql import Column

SCALE_TYPE = "decimal(6,2)"
MOST = Decimal("9999.99")
# An option and its value, or NA where who chooses it gives no answer: 1=Never, NA=Don't know.
_CODED = r"(?s)\A(-?[0-9]{1,4}(?:\.[0-9]{1,2})?|NA) ?= ?(.+)\z"
BETWEEN_OPTIONS = r"[|\r\n]+"
# What programs write between the options that were chosen; a mark stands around each here, until it is found.
_BETWEEN_CHOSEN, MARK, TAKEN = r"\s*[,;|\r\n\x1e\x1f]+\s*", "\x1f", "\x1e"
# A field that a mailing did not fill: @ID@, @X@id@X@, ${e://Field/ID}, {{id}}, [[id]], <<id>>.
_PLACEHOLDER = r"(?s)\A\s*(?:@.*@|\$\{.*\}|\{\{.*\}\}|\[\[.*\]\]|<<.*>>)\s*\z"


def is_placeholder(raw: Column) -> Column:
    """Whether a text is a field that a mailing did not fill, such as @ID@; false for null."""
    return F.coalesce(raw.rlike(_PLACEHOLDER), F.lit(False))


def in_one_line(raw: Column) -> Column:
    """Visible text with one blank for each run of them, and none around it; null for null and where nothing is left.

    Words for nothing, such as None, stay: they may be an option.
    """
    text = F.trim(F.regexp_replace(_visible(raw), rf"[\s{WIDE_BLANKS}]+", " "))
    return F.when(text != "", text)


def _visible(text: Column) -> Column:
    return F.regexp_replace(text, f"[{INVISIBLES}]+", "")


def on_scale(raw: Column, decimal_comma: bool = False) -> Column:
    """A value of a survey as DECIMAL(6,2), exactly; null for no plain number, or with more digits than that holds."""
    number = exact_number(raw, decimal_comma)
    return rounded(F.when(number == F.round(number, 2), number), -MOST, MOST, SCALE_TYPE)


def options(raw: Column) -> Column:
    """The options that a text lists, "|" or line breaks between: structs of code, number and text, in its order.

    One may have its value before it, 1=Never, with a point for decimals: its `number`; or NA=Don't know, which is no
    answer. Null where nothing is said.
    """

    def option(said: Column) -> Column:
        code = F.when(said.rlike(_CODED), F.regexp_extract(said, _CODED, 1))
        text = F.when(code.isNotNull(), F.regexp_extract(said, _CODED, 2)).otherwise(said)
        return F.struct(code.alias("code"), on_scale(code).alias("number"), text.alias("text"))

    said = F.transform(F.split(raw, BETWEEN_OPTIONS), in_one_line)
    return F.when(in_one_line(raw).isNotNull(), F.transform(F.filter(said, lambda text: text.isNotNull()), option))


def chosen(said: Column, of: Column, decimal_comma: bool = False) -> Column:
    """The one of the `options` that a text names, by its text in any case, or by its value; null for none, or two."""
    number = on_scale(said, decimal_comma)
    text = F.lower(in_one_line(said))
    found = F.filter(
        of,
        lambda option: (
            (F.lower(option["text"]) == text)
            | F.coalesce(option["number"] == number, F.lower(option["code"]) == text, F.lit(False))
        ),
    )
    return F.when(F.size(found) == 1, F.get(found, F.lit(0)))


def all_chosen(said: Column, of: Column) -> Column:
    """The texts of the `options` that a text names, in their order, and null behind them for what is none of them.

    Between them are commas, semicolons, "|" or line breaks, which may stand within an option as well. A text that can
    be read in two ways, or names none, is null alone; one way is sure where it leaves nothing over, and the other does.
    """
    whole = F.concat(F.lit(MARK), _marked(said), F.lit(MARK))
    longest = F.array_sort(_tokens(of))
    one, other = (_taken(whole, tokens) for tokens in (longest, F.reverse(longest)))
    is_same = F.array_sort(one["found"]) == F.array_sort(other["found"])
    is_sure = is_same | ((one["rest"] == "") & (other["rest"] != ""))
    texts = F.transform(of, lambda option: option["text"])
    named = F.array_distinct(F.filter(texts, lambda text: F.exists(one["found"], lambda found: found == text)))
    nothing = F.array(F.lit(None).cast("string"))
    with_rest = F.when(one["rest"] == "", named).otherwise(F.concat(named, nothing))
    return F.when(F.coalesce(is_sure & (F.size(named) > 0), F.lit(False)), with_rest).otherwise(nothing)


def _marked(text: Column) -> Column:
    """A text in lower case, with two marks for what stands between options, and none around it."""
    plain = F.regexp_replace(_visible(F.lower(text)), f"[{WIDE_BLANKS}]", " ")
    marked = F.regexp_replace(plain, _BETWEEN_CHOSEN, MARK * 2)
    return F.trim(F.regexp_replace(marked, rf"\A\s*{MARK}+|{MARK}+\s*\z", ""))


def _tokens(of: Column) -> Column:
    """What stands for each option, its text or its code, but for what stands for two."""

    def names(option: Column) -> Column:
        return F.array(*[_token(option[name], option["text"]) for name in ("text", "code")])

    every = F.filter(F.flatten(F.transform(of, names)), lambda token: token["token"] != "")

    def is_clear(token: Column) -> Column:
        alike = F.filter(every, lambda other: other["token"] == token["token"])
        return F.size(F.array_distinct(F.transform(alike, lambda other: other["option"]))) == 1

    return F.array_distinct(F.filter(every, is_clear))


def _token(name: Column, option: Column) -> Column:
    token = _marked(name)
    return F.struct((-F.length(token)).alias("place"), token.alias("token"), option.alias("option"))


def _taken(whole: Column, tokens: Column) -> Column:
    """What is `found` of the tokens in a text, one after the other, and the `rest` of it."""
    begin = F.struct(whole.alias("rest"), F.array().cast("array<string>").alias("found"))

    def take(known: Column, token: Column) -> Column:
        here = F.concat(F.lit(MARK), token["token"], F.lit(MARK))
        rest = F.replace(known["rest"], here, F.lit(TAKEN))
        more = F.concat(known["found"], F.array(token["option"]))
        taken = F.struct(rest.alias("rest"), more.alias("found"))
        return F.when(F.contains(known["rest"], here), taken).otherwise(known)

    def end(known: Column) -> Column:
        return F.struct(F.translate(known["rest"], TAKEN, "").alias("rest"), known["found"].alias("found"))

    return F.aggregate(tokens, begin, take, end)
