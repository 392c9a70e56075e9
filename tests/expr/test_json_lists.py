from __future__ import annotations

from pyspark.sql import functions as F

from edulake.expr.json_lists import objects, word

LISTS = {
    "[]": "[]",
    " \n[ ] ": "[]",
    '[{"type": "grammar"}]': '[{"type":"grammar"}]',
    '[{"type":"a"},{"type":"b"},{"type":"a"}]': '[{"type":"a"},{"type":"b"},{"type":"a"}]',
    '[{"n":7,"score":87.50,"half":66.665,"is":true,"no":null}]': (
        '[{"n":"7","score":"87.5","half":"66.665","is":"true","no":null}]'
    ),
    '[{"in":{"x":[1]}}]': '[{"in":"{\\"x\\":[1]}"}]',
    '[{"type":"\\u00e9 \\"]"}]': '[{"type":"\u00e9 \\"]"}]',
    "[{}]": "[{}]",
}
NONE = (
    *(None, "", "null", "[null]", "x", "{}", '{"type":"a"}', '"[]"', "7", "[1,2]", '["a"]', '[{"a":1},5]', "[[{}]]"),
    *('[{"a":1}', '[{"a":', '[{"a":1},]', '[{"a":1}] x', "x []", "[]]", "[] []", "[}]", "[{'a':1}]", "[{a:1}]", "["),
    *("[" * 5_000, "x" * 100_000),
)


def test_objects_of_a_list(check):
    """What is no list of objects to its last character has none, and fails nowhere."""
    rows = [*LISTS.items(), *[(text, None) for text in NONE]]
    check(lambda raw: F.to_json(objects(raw), {"ignoreNullFields": "false"}), rows)


def test_what_objects_say_under_a_key(check):
    said = {
        '[{"type":" Grammar\u00a0"},{"type":null},{"other":"x"},{"type":"N/A"},{"type":7},{}]': "grammar,-,-,-,7,-",
        "[]": "",
        "x": None,
        None: None,
    }

    def joined(raw):
        return F.array_join(F.transform(objects(raw), lambda one: word(one, "type")), ",", "-")

    check(joined, list(said.items()))
