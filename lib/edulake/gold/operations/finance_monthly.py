"""What is received and spent, month by month, and how does it compare with the budget?"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.contract.table import Column, Table
from edulake.expr import school_year
from edulake.expr.numbers import rounded, unless_zero
from edulake.expr.vocabulary import UNKNOWN
from edulake.gold import census
from edulake.gold.daily_membership import membership
from edulake.gold.operations import ledger_news, ledgers
from edulake.gold.operations.ledgers import EXPENDITURE, REVENUE
from edulake.gold.product import ALL, WRITTEN_AT, Product, Reach, shared
from edulake.silver.operations.accounts import ACCOUNTS_TABLE
from edulake.silver.operations.finance_balances import FINANCE_BALANCES_TABLE
from edulake.silver.operations.finance_postings import FINANCE_POSTINGS_TABLE
from edulake.silver.people.memberships import MEMBERSHIPS_TABLE
from edulake.silver.people.school_days import SCHOOL_DAYS_TABLE

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn
    from pyspark.sql import DataFrame

    from edulake.config.settings import Gold
    from edulake.gold.product import Inputs, Steps

MONEY, MOST = "DECIMAL(18,2)", Decimal("999999999999999.99")
TABLE = Table(
    layer="gold",
    name="finance_monthly",
    meaning="One row per school, or All of a source, fiscal year, month, fund, function, type of account and currency:"
    " received or spent, budgeted and set aside. All for any function of a fund, and any fund; of account types All has"
    " what is received less what is spent. Transfers and accounts of the balance sheet are in no row. Amounts beyond"
    " 15 digits are null.",
    columns=(
        Column("source_system", "STRING", "Source of the ledger", nullable=False),
        Column("school_id", "STRING", "School; Unknown where none is said; All for the source", nullable=False),
        Column("fiscal_year", "INT", "Year in which the fiscal year ends", nullable=False),
        Column("month", "DATE", "First day of the month", nullable=False),
        Column("fund", "STRING", "Fund; Unknown where the chart of accounts does not say; All", nullable=False),
        Column("function", "STRING", "Function; Unknown where the chart of accounts does not say; All", nullable=False),
        Column("account_type", "STRING", "Revenue, Expenditure, Unknown, without amounts, or All", nullable=False),
        Column("currency", "STRING", "Currency, a code of ISO 4217; no row has two of them", nullable=False),
        Column("actual", MONEY, "Received or spent in the month; null before and after those the source tells of"),
        Column(
            "actual_ytd",
            MONEY,
            "Received or spent since the fiscal year began, up to the month's end; null before and after the months of"
            " which the source tells any, as those to come",
        ),
        Column("budget_ytd", MONEY, "Budget of the year as known by the month's end; null before the source tells any"),
        Column("encumbered", MONEY, "Set aside for orders by the month's end; null before the source tells of any"),
        Column(
            "variance",
            MONEY,
            "Of expenditure budget - actual of the year - encumbered, if any is told; of revenue actual - budget",
        ),
        Column("used", "DECIMAL(12,4)", "Actual of the year / budget; null without one of them"),
        Column("net", MONEY, "Of account type All: received - spent in the month, of a source that tells of both"),
        Column("net_ytd", MONEY, "The same since the fiscal year began"),
        Column(
            "adm",
            "DECIMAL(9,2)",
            "Average daily membership in the month's school year; null where none is known,"
            " and of All where the ledger lacks a school of its district",
        ),
        Column("per_pupil", "DECIMAL(12,2)", "Actual / average daily membership, of which only this is rounded"),
        Column("carried", "BOOLEAN", "Whether an account's earlier balance stands for this month's; null of entries"),
        Column("entries", "INT", "Entries, and balances, of the month", nullable=False),
        Column("outside_year", "INT", "Those of entries whose day is in no month of the fiscal year", nullable=False),
        Column("school_year", "INT", "Year in which the month's school year (from July) ends", nullable=False),
        Column("term", "STRING", "Term, where all entries share it"),
        WRITTEN_AT,
    ),
    key=("source_system", "school_id", "fiscal_year", "month", "fund", "function", "account_type", "currency"),
    cluster_by=("month", "school_id"),
    deletion_vectors=True,
)
KEYS = TABLE.key
LINE = tuple(name for name in KEYS if name != "month")
# Within which the months are those from the first to the last that the source tells of.
BOOK = ("source_system", "school_id", "fiscal_year", "currency")
MEASURES = {"actual": "Actual", "budget": "Budget", "encumbered": "Encumbrance"}
DAYS = "decimal(12,0)"


def build(silver: Inputs, settings: Gold) -> Steps:
    """All rows. Within a book, a line without an entry in a month has 0 in it, from the first one of its measure on.

    What is received or spent has a last one as well: months behind it, which a budget names already, have not come.
    """
    told = yield ledgers.changes(silver[FINANCE_POSTINGS_TABLE], silver[FINANCE_BALANCES_TABLE])
    placed = yield _placed(ledgers.with_accounts(told, silver[ACCOUNTS_TABLE]))
    to_date = yield _to_date(_monthly(placed))
    lines = _with_net(to_date)
    memberships, calendar = silver[MEMBERSHIPS_TABLE], silver[SCHOOL_DAYS_TABLE]
    districts = ledgers.districts(told, memberships)
    days = yield from membership(memberships, calendar, settings)
    joined = lines.withColumn("school_year", school_year(F.col("month")))
    joined = joined.join(F.broadcast(districts), on=list(ledgers.YEAR), how="left")
    joined = joined.join(F.broadcast(ledgers.schools(told)), on=list(ledgers.YEAR), how="left")
    # Pupils of an unknown school are not those whose money is of one.
    days = days.where(F.col("place") != UNKNOWN)
    of_year = Window.partitionBy("source_system", "school_year")
    places = days.withColumn("places", F.collect_set(F.when(F.col("place") != ALL, F.col("place"))).over(of_year))
    place = places.withColumnsRenamed({"source_system": "district", "place": "school_id"})
    divided = joined.join(place, on=["district", "school_id", "school_year"], how="left")
    return _told(divided.withColumn("member_days", F.when(_is_complete(), F.col("member_days"))))


def _placed(rows: DataFrame) -> DataFrame:
    """Each row in its school and in all of the source; by function, by fund, and in all of them."""
    fund, function, any_ = F.col("fund"), F.col("function"), F.lit(ALL)
    levels = [(fund, function), (fund, any_), (any_, any_)]
    each = F.array(*[F.struct(a.alias("fund"), b.alias("function")) for a, b in levels])
    placed = rows.withColumns({"school_id": F.explode(census.places()), "levels": each})
    levelled = placed.withColumn("level", F.explode("levels"))
    return levelled.withColumns({"fund": F.col("level.fund"), "function": F.col("level.function")})


def _monthly(placed: DataFrame) -> DataFrame:
    """Each line in each month of its book: the changes of the month, and since when each measure is told of."""

    def of(measure: str, value: SparkColumn) -> SparkColumn:
        return F.when(F.col("measure") == measure, value)

    sums = placed.groupBy(*KEYS).agg(
        *[F.sum(of(said, F.col("change"))).alias(name) for name, said in MEASURES.items()],
        F.sum("entries").alias("entries"),
        F.sum("outside").alias("outside"),
        F.count(of("Actual", F.when(F.col("has_balance"), 1))).alias("balances"),
        F.count(of("Actual", F.when(F.col("is_first"), 1))).alias("begun"),
        shared("term"),
    )
    books = placed.groupBy(*BOOK).agg(
        F.min("month").alias("first"),
        F.max("month").alias("last"),
        *[F.min(of(said, F.col("month"))).alias(f"{name}_since") for name, said in MEASURES.items()],
        F.max(of("Actual", F.col("month"))).alias("actual_until"),
        F.count_distinct(of("Actual", F.when(F.col("account_type") != UNKNOWN, F.col("account_type")))).alias("sides"),
    )
    months = F.sequence("first", "last", F.expr("INTERVAL 1 MONTH"))
    lines = sums.select(*LINE).distinct().join(books, on=list(BOOK)).withColumn("month", F.explode(months))
    return lines.join(sums, on=list(KEYS), how="left")


def _to_date(monthly: DataFrame) -> DataFrame:
    """Lines with the sums of the year up to each month; null where nobody has told, and of Unknown accounts."""
    so_far = Window.partitionBy(*LINE).orderBy("month").rowsBetween(Window.unboundedPreceding, Window.currentRow)
    begun = F.sum(F.coalesce("begun", F.lit(0))).over(so_far)
    is_known = F.col("account_type") != UNKNOWN
    told = {name: is_known & (F.col("month") >= F.col(f"{name}_since")) for name in MEASURES}
    told["actual"] = told["actual"] & (F.col("month") <= F.col("actual_until"))
    ytd = {name: F.sum(F.coalesce(name, F.lit(0))).over(so_far) for name in MEASURES}
    return monthly.withColumns(
        {
            "carried": F.when(begun > 0, begun > F.coalesce("balances", F.lit(0))),
            **{f"{name}_ytd": F.when(told[name], value) for name, value in ytd.items()},
            "actual": F.when(told["actual"], F.coalesce("actual", F.lit(0))),
        }
    )


def _with_net(lines: DataFrame) -> DataFrame:
    """The lines, and one of account type All for those that differ in nothing else and month."""

    def net(name: str) -> SparkColumn:
        received, spent = (
            F.coalesce(F.sum(F.when(F.col("account_type") == side, F.col(name))), F.lit(0))
            for side in (REVENUE, EXPENDITURE)
        )
        return F.when((F.max("sides") == 2) & F.max(name).isNotNull(), received - spent)

    others = [name for name in KEYS if name != "account_type"]
    both = lines.groupBy(*others).agg(
        net("actual").alias("net"),
        net("actual_ytd").alias("net_ytd"),
        F.max("carried").alias("carried"),
        F.sum("entries").alias("entries"),
        F.sum("outside").alias("outside"),
        shared("term", F.col("entries").isNotNull()),
    )
    return lines.unionByName(both.withColumn("account_type", F.lit(ALL)), allowMissingColumns=True)


def _is_complete() -> SparkColumn:
    """Whether the money of the place is that of all its pupils: All of a ledger may lack schools of another's district.

    What the district itself keeps is of all its schools, whether it names them or not.
    """
    lacks_none = F.size(F.array_except("places", "schools")) == 0
    return (F.col("school_id") != ALL) | (F.col("district") == F.col("source_system")) | lacks_none


def _told(rows: DataFrame) -> DataFrame:
    """The columns of the product, each rounded once."""
    amounts = {name: _money(F.col(name)) for name in ("actual", "actual_ytd", "budget_ytd", "net", "net_ytd")}
    known = rows.withColumns({**amounts, "encumbered": _money(F.col("encumbered_ytd"))})
    spent = F.col("budget_ytd") - F.col("actual_ytd") - F.coalesce("encumbered", F.lit(0))
    variance = F.when(F.col("account_type") == EXPENDITURE, spent).otherwise(F.col("actual_ytd") - F.col("budget_ytd"))
    days, pupils = F.col("school_days").cast("decimal(5,0)"), F.col("member_days").cast(DAYS)
    of_pupil = F.col("actual") * days / unless_zero(pupils)
    used = F.col("actual_ytd") / unless_zero("budget_ytd")
    return known.select(
        *KEYS,
        *[F.col(name) for name in ("actual", "actual_ytd", "budget_ytd", "encumbered")],
        _money(variance).alias("variance"),
        rounded(used, Decimal("-99999999.9999"), Decimal("99999999.9999"), "decimal(12,4)").alias("used"),
        "net",
        "net_ytd",
        (pupils / days).cast("decimal(9,2)").alias("adm"),
        rounded(of_pupil, Decimal("-9999999999.99"), Decimal("9999999999.99"), "decimal(12,2)").alias("per_pupil"),
        "carried",
        F.coalesce("entries", F.lit(0)).cast("int").alias("entries"),
        F.coalesce("outside", F.lit(0)).cast("int").alias("outside_year"),
        "school_year",
        "term",
    )


def _money(amount: SparkColumn) -> SparkColumn:
    return rounded(amount, -MOST, MOST, "decimal(18,2)")


FINANCE_MONTHLY = Product(
    TABLE.name,
    TABLE,
    ledger_news.INPUTS,
    build,
    part=ledgers.YEAR,
    reach=Reach(ledger_news.touched, ledger_news.told_of),
    needs=(ACCOUNTS_TABLE,),
)
