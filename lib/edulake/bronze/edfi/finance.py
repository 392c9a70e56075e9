"""Accounts of Ed-Fi and what they hold on a day. Nothing tells which entries made it so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.bronze.edfi.fields import code, mapped, said_last
from edulake.bronze.edfi.named import with_named
from edulake.bronze.edfi.resources import raw_name
from edulake.bronze.edfi.tables_finance import (
    CHART_ACCOUNT,
    DIMENSIONS,
    LOCAL_ACCOUNT,
    LOCAL_ACCOUNTS,
    LOCAL_BALANCES,
)
from edulake.expr.lookup import looked_up
from edulake.silver.operations import accounts as charts
from edulake.silver.operations import finance_balances as balances

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import Column, DataFrame

    from edulake.contract.table import Table

    Current = Mapping[Table, DataFrame]

# An amount is of the resource in whose folder it lies: nothing else tells.
MEASURES = {"localActuals": "Actual", "localBudgets": "Budget", "localEncumbrances": "Encumbrance"}
FOLDER = rf"(?:\A|/)({'|'.join(MEASURES)})/[^/]*\z"
SCHOOL = "School"
# An account of the chart is called otherwise by a local one, whose own fields have the plain names.
OF_CHART = {name: f"raw_chart_of_account_reference{name.removeprefix('raw')}" for name in CHART_ACCOUNT.key}


def accounts(facts: DataFrame, current: Current) -> DataFrame:
    """Local accounts, with kind and dimensions of the account of a chart that each is one of."""
    dimensions = {name: F.col(_dimension(name)) for name in DIMENSIONS}
    said = {
        **{f"_{name}": value for name, value in dimensions.items()},
        "_type": code("raw_account_type_descriptor"),
        "_title": F.col("raw_account_name"),
    }
    rows = with_named(said_last(facts, current, LOCAL_ACCOUNTS), current, CHART_ACCOUNT, said, **OF_CHART)
    columns = {
        "account_year_id": F.col("raw_id"),
        "account_id": F.col("raw_account_identifier"),
        "fiscal_year": F.col("raw_fiscal_year"),
        "account_type": F.col("_type"),
        "name": F.coalesce("raw_account_name", "_title"),
        "school_id": _school(F.col("raw_rel")),
        **{name: F.col(f"_{name}") for name in DIMENSIONS},
    }
    return mapped(rows, charts.FORM, columns)


def finance_balances(facts: DataFrame, current: Current) -> DataFrame:
    """What accounts hold on a day, in dollars; a school is known once its account is."""
    told = said_last(facts, current, LOCAL_BALANCES)
    rows = with_named(told, current, LOCAL_ACCOUNT, {"_rel": F.col("raw_rel")})
    columns = {
        "balance_id": F.col("raw_id"),
        "account_id": F.col("raw_account_identifier"),
        "fiscal_year": F.col("raw_fiscal_year"),
        "as_of_date": F.col("raw_as_of_date"),
        "measure": looked_up(F.regexp_extract("source_file", FOLDER, 1), MEASURES),
        "amount": F.col("raw_amount"),
        "school_id": _school(F.col("_rel")),
    }
    return mapped(rows, balances.FORM, columns)


def _school(kind: Column) -> Column:
    """The organization of an account where that is a school; money of a district is no school's."""
    return F.when(kind == SCHOOL, F.col("raw_education_organization_id"))


def _dimension(name: str) -> str:
    """The raw column of a dimension: the first has the plain name of the field, the others that of its whole path."""
    path = f"{name}DimensionReference.code"
    return raw_name(path) if name == DIMENSIONS[0] else raw_name(path.replace(".", "_"))
