"""SQL of contracts: names are quoted, texts cannot end early, and a filter says whose rows they are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from edulake.gold import PRODUCTS
from edulake.serving.publish import statements
from edulake.serving.publish.chosen import masked, of_product, roster
from edulake.serving.publish.served import Field

pytestmark = pytest.mark.once

SUMMARY = of_product(PRODUCTS["student_performance_summary"].table)
ROSTER = roster()


def test_names_are_quoted_and_others_are_none() -> None:
    assert statements.place(SUMMARY) == '"people"."student_performance_summary"'
    for name in ('a"; DROP TABLE x', "", "ü", "a b"):
        with pytest.raises(ValueError, match="not a table or column name"):
            statements.named(name)
        with pytest.raises(ValueError, match="not the name of a role"):
            statements.group(name.replace("ü", "a;"))


def test_a_text_ends_where_it_ends() -> None:
    assert statements.text("it's \\'; DROP") == "'it''s \\''; DROP'"
    odd = replace(SUMMARY, meaning="it's", fields=(Field("a", "text", "x'); --"),))
    assert statements.comments(odd)[1].endswith("IS 'x''); --'")


def test_a_table_that_nobody_is_granted_has_no_policy_and_all_others_have() -> None:
    assert statements.secured(ROSTER) == []
    secured = "\n".join(statements.secured(SUMMARY))
    assert "ENABLE ROW LEVEL SECURITY" in secured
    assert secured.count("CREATE POLICY") == secured.count("COMMENT ON POLICY") == 4
    [courses, *_] = masked()
    assert [s for s in statements.secured(courses) if "CREATE POLICY" in s and "USING (true)" not in s] == []


def test_a_table_that_is_all_key_is_never_updated() -> None:
    only = replace(SUMMARY, fields=SUMMARY.fields[:1], key=(SUMMARY.fields[0].name,))
    assert statements.update(only) == ""
    assert "IS DISTINCT FROM" in statements.update(SUMMARY)


def test_a_key_of_several_columns_is_compared_whole() -> None:
    assert statements.delete(ROSTER).endswith(
        't."source_system" = s."source_system" AND t."enrollment_id" = s."enrollment_id")'
    )
