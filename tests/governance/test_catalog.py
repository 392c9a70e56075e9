"""Every table of the catalog, by its contract alone: a new table is picked up here."""

from __future__ import annotations

import re

import pytest
from lake import Lake

from edulake import ml
from edulake.bronze import SOURCES, sources
from edulake.config.load import load
from edulake.contract.table import Column, Table
from edulake.errors import ContractError
from edulake.gold import PRODUCTS
from edulake.governance import catalog
from edulake.silver import SUBJECTS

TYPES = re.compile(r"STRING|INT|BIGINT|DOUBLE|DATE|TIMESTAMP|BOOLEAN|DECIMAL\(\d+,\d+\)|ARRAY<(STRING|STRUCT<[^<>]+>)>")


@pytest.mark.parametrize("table", catalog.TABLES, ids=str)
def test_contract_is_complete(table: Table) -> None:
    assert table.meaning.endswith(".")
    for column in table.columns:
        assert TYPES.fullmatch(column.type), column.name
        assert column.meaning, column.name
    if table.person:
        assert next(c for c in table.columns if c.name == table.person).personal == "direct"
    if table.layer in ("silver", "gold") and table not in ml.TABLES:
        assert {"school_id", "school_year", "term", "processing_timestamp"} <= set(table.column_names)


def creations() -> list[object]:
    """Creating a table costs seconds: the default set tries those in which there is something new, of any layer.

    Of all that a journey writes, each is compared with its contract there (test_pipeline.py, test_district.py).
    """
    seen: set[object] = set()
    cases = []
    for table in catalog.TABLES:
        kinds = {(column.type.partition("(")[0], column.nullable) for column in table.columns}
        new = {table.layer, len(table.cluster_by), *table.properties, *kinds} - seen
        cases.append(pytest.param(table, id=str(table), marks=[] if new else [pytest.mark.slow]))
        seen |= new
    return cases


@pytest.mark.parametrize("table", creations())
def test_created_table_equals_its_contract(table: Table, lake: Lake) -> None:
    lake.store.ensure(table)
    lake.store.check(table)
    detail = lake.store.detail(table)
    assert detail["clusteringColumns"] == list(table.cluster_by)
    assert lake.frame(table).schema.simpleString() == table.struct().simpleString()
    assert detail["description"] == table.meaning
    assert table.properties.items() <= detail["properties"].items()


def test_every_source_leads_to_a_subject_and_every_product_to_a_table() -> None:
    known = sources(load().sources)
    assert set(SOURCES) <= set(known)
    assert {source.subject for source in known} <= set(SUBJECTS)
    assert {subject.table for subject in SUBJECTS.values()} <= set(catalog.TABLES)
    for product in PRODUCTS.values():
        for read in product.inputs:
            assert product.reach or set(read.columns(product.scope)) <= set(read.table.column_names)


def test_drift_is_an_error(lake: Lake) -> None:
    table = catalog.TABLES[0]
    lake.store.ensure(table)
    folder = lake.store.location(table)
    lake.spark.sql(f"ALTER TABLE delta.`{folder}` ADD COLUMNS (surprise STRING)")
    with pytest.raises(ContractError, match="columns drifted"):
        lake.store.check(table)


def test_overwrite_by_another_program_is_noticed(lake: Lake) -> None:
    """On current Delta a plain overwrite drops clustering without a word."""
    table = catalog.TABLES[0]
    lake.store.ensure(table)
    lake.frame(table).write.format("delta").mode("overwrite").save(lake.store.location(table))
    if lake.spark.version.startswith("3.5"):
        lake.store.check(table)
    else:
        with pytest.raises(ContractError, match="clustering drifted"):
            lake.store.check(table)


def test_a_new_nullable_column_is_added(lake: Lake) -> None:
    table = catalog.TABLES[0]
    lake.store.ensure(table)
    grown = Table(**{**vars(table), "columns": (*table.columns, Column("later", "STRING", "Came later"))})
    lake.store.ensure(grown)
    lake.store.check(grown)
    required = Table(**{**vars(table), "columns": (*table.columns, Column("must", "STRING", "x", nullable=False))})
    with pytest.raises(ContractError, match="lacks must"):
        lake.store.ensure(required)
