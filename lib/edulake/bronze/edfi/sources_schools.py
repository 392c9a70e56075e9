"""The sources of Ed-Fi about schools: their money, and what people say of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.bronze.edfi import finance, surveys
from edulake.bronze.edfi.sources import source
from edulake.bronze.edfi.tables_finance import CHART_ACCOUNT, LOCAL_ACCOUNT, LOCAL_ACCOUNTS, LOCAL_BALANCES
from edulake.bronze.edfi.tables_surveys import QUESTION, SURVEY, SURVEY_ANSWERS, SURVEY_QUESTIONS, SURVEY_RESPONSES
from edulake.contract.feed import Notation
from edulake.expr.vocabulary import Money

if TYPE_CHECKING:
    from edulake.bronze.source import Source

# Amounts are numbers of JSON, and by the standard dollars and cents.
DOLLARS = Notation(money=Money(grouping="none", currency="USD"))
OF_SCHOOLS: tuple[Source, ...] = (
    source(
        "accounts",
        finance.accounts,
        LOCAL_ACCOUNTS,
        "account_year_id account_id fiscal_year account_type name fund function object program project school_id",
        (CHART_ACCOUNT,),
    ),
    source(
        "finance_balances",
        finance.finance_balances,
        LOCAL_BALANCES,
        "balance_id account_id fiscal_year as_of_date measure amount school_id",
        (LOCAL_ACCOUNT,),
        notation=DOLLARS,
    ),
    source(
        "survey_items",
        surveys.survey_items,
        SURVEY_QUESTIONS,
        "survey_id item_code text form scale_min scale_max options",
        (SURVEY,),
        spreads=True,
    ),
    source(
        "survey_responses",
        surveys.survey_responses,
        SURVEY_RESPONSES,
        "survey_id response_id respondent_kind student_id staff_id guardian_id submitted_date",
        (SURVEY,),
    ),
    source(
        "survey_answers",
        surveys.survey_answers,
        SURVEY_ANSWERS,
        "survey_id response_id item_code value status form scale_min scale_max options",
        (SURVEY, QUESTION),
        spreads=True,
        is_dated=False,
    ),
)
