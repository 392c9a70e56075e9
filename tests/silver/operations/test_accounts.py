"""Accounts: what silver makes of each record."""

from __future__ import annotations

from typing import Any

import pytest
from pyspark.sql import SparkSession
from subjects import DELIVERED, Case, hashed, outcomes

from edulake.contract.feed import Notation
from edulake.expr.vocabulary import Code

SOUND = {
    "account_id": "100.550", "fiscal_year": "2024-25", "account_type": "Expenditure", "fund": "100", "function": "550",
    "object": "310", "program": "Regular", "project": "P7", "name": "Custodians", "parents": "100, 100.500",
    "status": "active", "account_year_id": "R1", "updated_at": "2025-03-15T08:00:00Z", "school_id": "X",
    "school_year": None, "term": "Fall",
}  # fmt: skip
NEEDED = {"account_id": "100.550", "fiscal_year": "2025"}
NOTHING = dict.fromkeys(SOUND)
SOURCES = {
    "s": Notation(),
    "north": Notation(id_namespace="north"),
    "coded": Notation(codes=(("account_type", (Code("E", "Expenditure"), Code("-", "Balance Sheet"))),)),
}
BARE = {
    **dict.fromkeys(("account_type_raw", "fund", "function", "object", "program", "project", "name", "parents")),
    **dict.fromkeys(("school_id", "school_year", "term", "source_updated_at")),
    "account_id": "100.550", "fiscal_year": 2025, "account_type": "Unknown", "is_active": True, "known_at": DELIVERED,
    "account_year_id": hashed("s", None, "2025", "100.550"),
}  # fmt: skip
IDS: dict[str, tuple[str | None, str | None, tuple[str, ...]]] = {
    "no account": (None, None, ("NULL_ACCOUNT_ID",)),
    "words for none": ("N/A", None, ("NULL_ACCOUNT_ID",)),
    "an account that a spreadsheet destroyed": ("1.23457E+11", None, ("ID_DAMAGED",)),
    "the longest account": ("x" * 128, "x" * 128, ()),
    "an account too long": ("x" * 129, None, ("NULL_ACCOUNT_ID",)),
}
TYPES = {
    "revenues": "Revenue", "EXPENSE": "Expenditure", "Balance-Sheet Account": "Balance Sheet", "liability": "Balance Sheet",
    "Transfers_Out": "Transfer", "E": "Unknown", "1": "Unknown", "x" * 10_000: "Unknown",
}  # fmt: skip
YEARS = {"2025": 2025, "2024/25": 2025, "1900": 1900, "2999": 2999}
NO_YEARS = (None, "", "NULL", "1899", "3000", "2024-26", "25", "FY25", "2025.5", "-2025")
PARENTS = {
    "": None, "-": None, "100": ["100"], "100,100.500,100": ["100", "100.500"], "100.550": None, "100.550,100": ["100"],
}  # fmt: skip

CASES = {
    "ordinary": Case(
        {},
        {
            **{name: SOUND[name] for name in ("account_id", "account_type", "fund", "function", "object", "program")},
            **{name: SOUND[name] for name in ("project", "name", "account_year_id", "school_id", "term")},
            "fiscal_year": 2025, "parents": ["100", "100.500"], "is_active": True, "account_type_raw": "Expenditure",
            "known_at": "2025-03-15T08:00:00+00:00", "closed_is_active": False,
        },
    ),
    **{f"without {name}": Case({name: None}, {}) for name in SOUND if name not in NEEDED},
    "nothing but what it needs": Case({**NOTHING, **NEEDED}, BARE),
    "empty texts": Case({**dict.fromkeys(SOUND, ""), **NEEDED}, BARE),
    "nothing at all": Case(NOTHING, {}, ("NULL_ACCOUNT_ID", "NULL_FISCAL_YEAR")),
    **{name: Case({"account_id": raw}, {"account_id": id_}, codes) for name, (raw, id_, codes) in IDS.items()},
    **{f"type {raw[:12]!a}": Case({"account_type": raw}, {"account_type": due},
                                  issues=("UNMAPPED_ACCOUNT_TYPE",) if due == "Unknown" else ())
       for raw, due in TYPES.items()},
    "a type in a code": Case({"account_type": "e"}, {"account_type": "Expenditure", "account_type_raw": "e"},
                             source="coded"),
    "a code that is nothing elsewhere": Case({"account_type": "-"}, {"account_type": "Balance Sheet",
                                                                     "account_type_raw": "-"}, source="coded"),
    **{f"year {raw}": Case({"fiscal_year": raw}, {"fiscal_year": year}) for raw, year in YEARS.items()},
    **{f"year {raw!a}": Case({"fiscal_year": raw}, {"fiscal_year": None}, ("NULL_FISCAL_YEAR",)) for raw in NO_YEARS},
    **{f"parents {raw!a}": Case({"parents": raw}, {"parents": due}) for raw, due in PARENTS.items()},
    "a parent that is none": Case({"parents": f"100,{'x' * 129}"}, {"parents": ["100"]}, issues=("BAD_ID",)),
    "a destroyed parent": Case({"parents": "100,1.2E+09"}, {"parents": ["100"]}, issues=("ID_DAMAGED",)),
    "inactive": Case({"status": "inactive"}, {"is_active": False}),
    "a status that nobody knows": Case({"status": "dormant"}, {}, issues=("UNMAPPED_STATUS",)),
    "an id made of all": Case({"account_year_id": None}, {"account_year_id": hashed("s", "X", "2025", "100.550")}),
    "an own id that can be none": Case({"account_year_id": "A\x001"},
                                       {"account_year_id": hashed("s", "X", "2025", "100.550")}, issues=("BAD_ID",)),
    "a destroyed own id": Case({"account_year_id": "1E+11"}, {}, ("ID_DAMAGED",)),
    "a destroyed school without an own id": Case({"account_year_id": None, "school_id": "1E+11"}, {}, ("ID_DAMAGED",),
                                                 ("ID_DAMAGED",)),
    "a school too long": Case({"school_id": "x" * 129}, {"school_id": None}, issues=("BAD_ID",)),
    "a school year that is none": Case({"school_year": "0"}, {"school_year": None}, issues=("BAD_SCHOOL_YEAR",)),
    "an update time that is none": Case({"updated_at": "soon"}, {"known_at": DELIVERED}, issues=("BAD_UPDATED_AT",)),
    "a namespace": Case(
        {"account_year_id": None},
        {"account_id": "north:100.550", "school_id": "north:X", "parents": ["north:100", "north:100.500"],
         "account_year_id": hashed("north", "X", "2025", "100.550")}, source="north"),
    "not JSON": Case({"parse_issue": "UNPARSABLE"}, {}, ("UNPARSABLE",)),
}  # fmt: skip


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, dict[str, Any]]:
    return outcomes(spark, "accounts", SOUND, CASES, SOURCES)


@pytest.mark.parametrize("name", CASES)
def test_a_record(name: str, found: dict[str, dict[str, Any]]) -> None:
    assert CASES[name].seen(found[name]) == CASES[name].due
