"""The resources of Ed-Fi about money of schools and districts: accounts, and what they hold, in dollars and cents."""

from __future__ import annotations

from edulake.bronze.edfi.resources import resource

OWNER = "School or district whose account it is"
# What an account is said to be of, beside its number.
DIMENSIONS = ("fund", "function", "object", "program", "project")

CHART_OF_ACCOUNTS = resource(
    "chartOfAccounts",
    "accounts as a state or a district orders them",
    {
        "accountIdentifier": "Account",
        "educationOrganizationReference.educationOrganizationId": "Whose chart it is",
        "fiscalYear": "Fiscal year",
        "accountName": "Title",
        "accountTypeDescriptor": "Kind of account",
        **{f"{name}DimensionReference.code": name.capitalize() for name in DIMENSIONS},
    },
    "accountIdentifier",
    "fiscalYear",
)
LOCAL_ACCOUNTS = resource(
    "localAccounts",
    "accounts of schools and districts",
    {
        "accountIdentifier": "Account",
        "educationOrganizationReference.educationOrganizationId": OWNER,
        "educationOrganizationReference.link.rel": "What kind of organization that is",
        "fiscalYear": "Fiscal year",
        "accountName": "Title",
        "chartOfAccountReference.accountIdentifier": "Account of the chart of which it is one",
        "chartOfAccountReference.educationOrganizationId": "Whose chart that is",
        "chartOfAccountReference.fiscalYear": "Fiscal year of the chart",
    },
    "accountIdentifier",
    "fiscalYear",
    "chartOfAccountReference.accountIdentifier",
)
LOCAL_BALANCES = resource(
    "localBalances",
    "what accounts hold on a day since the fiscal year began: spent or received, budgeted, or set aside for orders",
    {
        "localAccountReference.accountIdentifier": "Account",
        "localAccountReference.educationOrganizationId": OWNER,
        "localAccountReference.fiscalYear": "Fiscal year",
        "asOfDate": "Day",
        "amount": "Amount in dollars",
    },
    "localAccountReference.accountIdentifier",
    "asOfDate",
    "amount",
    together=("localActuals", "localBudgets", "localEncumbrances"),
)
# Ed-Fi names an object by these fields where another refers to it.
_ACCOUNT = ("raw_account_identifier", "raw_education_organization_id", "raw_fiscal_year")
CHART_ACCOUNT = CHART_OF_ACCOUNTS.known_by(*_ACCOUNT)
LOCAL_ACCOUNT = LOCAL_ACCOUNTS.known_by(*_ACCOUNT)
