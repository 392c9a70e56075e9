"""Each type that a contract has is one of Arrow."""

from __future__ import annotations

import pytest

pa = pytest.importorskip("pyarrow")

from edulake.contract.sql import spark_type  # noqa: E402
from edulake.governance import catalog  # noqa: E402
from edulake.serving.query.arrow import arrow_type  # noqa: E402

pytestmark = pytest.mark.once


def test_every_type_of_a_contract_is_one_of_arrow() -> None:
    types = {column.type for table in catalog.TABLES for column in table.columns}
    found = {type_: arrow_type(spark_type(type_)) for type_ in types}
    assert found["DECIMAL(5,2)"] == pa.decimal128(5, 2)
    assert found["TIMESTAMP"] == pa.timestamp("us", "UTC")
    assert found["ARRAY<STRING>"] == pa.list_(pa.string())
    nested = arrow_type(spark_type("ARRAY<STRUCT<skill: STRING, score: DECIMAL(5,2)>>"))
    assert nested == pa.list_(pa.struct([("skill", pa.string()), ("score", pa.decimal128(5, 2))]))
