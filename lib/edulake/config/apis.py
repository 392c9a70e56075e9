"""How APIs that many know differ, as settings: `api` of a block names one, and the block says what it has otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edulake.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

LTI = "https://purl.imsglobal.org/spec/lti"
IMS = "application/vnd.ims"
APIS: dict[str, dict[str, Any]] = {
    # Changes by version, deletes and keys; the number of all records is told where it is asked for.
    "edfi": {"paging": "offset", "total": "Total-Count", "parameters": {"totalCount": "true"}, "page_size": 500},
    # Links are opaque; who asks one thing after the other is asked to wait when little of the quota is left.
    "canvas": {"paging": "link", "limit_parameter": "per_page", "quota": "X-Rate-Limit-Remaining"},
    # Sorted by what does not change, so that pages shift by new and deleted records only.
    "oneroster": {"paging": "offset", "parameters": {"sort": "sourcedId", "orderBy": "asc"}},
    # Names and roles: the members of one course, which the page names beside them.
    "lti_members": {
        "paging": "link",
        "accept": f"{IMS}.lti-nrps.v2.membershipcontainer+json",
        "scope": f"{LTI}-nrps/scope/contextmembership.readonly",
        "beside": "context",
    },
    # Grades: the results of each line item of a course.
    "lti_results": {
        "paging": "link",
        "accept": f"{IMS}.lis.v2.resultcontainer+json",
        "scope": f"{LTI}-ags/scope/lineitem.readonly {LTI}-ags/scope/result.readonly",
        "each": {"url": "{id}/results", "beside": "lineItem", "accept": f"{IMS}.lis.v2.lineitemcontainer+json"},
    },
}


def named(api: object) -> Mapping[str, Any]:
    """What is set for an API of this name, nothing for an empty one; ConfigError for one that nobody knows."""
    if not api or not isinstance(api, str):
        return {}
    if api not in APIS:
        raise ConfigError(f"no api is called {api}", "", f"choose from {', '.join(APIS)}, or leave it out")
    return APIS[api]
