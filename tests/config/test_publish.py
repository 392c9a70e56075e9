"""Where gold is served: no secret in it, and nobody is spoken to whose name is not certain."""

from __future__ import annotations

from typing import Any

import pytest

from edulake.config.publish import Publish, hosts, tls
from edulake.errors import ConfigError

pytestmark = pytest.mark.once

URL = "postgresql://db.school.example:6432/reports"


@pytest.mark.parametrize(
    ("choices", "error"),
    [
        ({"url": "postgresql://Canary:Canary@db/x", "user": "env:U"}, "no user, password or parameter"),
        ({"url": "postgresql://db/x?password=Canary", "user": "env:U"}, "no user, password or parameter"),
        ({"url": "mysql://db/x", "user": "env:U"}, "publish.url is not postgresql://"),
        ({"url": "postgresql://db:port/x", "user": "env:U"}, "publish.url names no host"),
        ({"url": URL}, "publish.user is missing"),
        ({"url": URL, "user": "Canary"}, "publish.user is never written"),
        ({"url": URL, "user": "env:U", "password": "Canary"}, "publish.password is never written"),
        ({"pseudonyms": "Canary"}, "publish.pseudonyms is never written"),
        ({"masked": True}, "publish.masked needs publish.pseudonyms"),
        ({"drop": "/d", "drop_format": "xls"}, "publish.drop_format cannot be xls"),
    ],
)
def test_what_cannot_be_is_refused_and_not_repeated(choices: dict[str, Any], error: str) -> None:
    with pytest.raises(ConfigError) as refused:
        Publish(**choices)
    said = " ".join(refused.value.lines())
    assert error in said
    assert "Canary" not in said


def test_nothing_is_served_by_default() -> None:
    assert (Publish().url, Publish().drop, Publish().tables) == ("", "", [])


def test_a_url_as_libpq_takes_it() -> None:
    assert hosts(URL) == {"host": "db.school.example", "port": "6432", "dbname": "reports"}
    assert hosts("postgresql://[::1]/x") == {"host": "::1", "port": "5432", "dbname": "x"}
    assert hosts("postgresql://a:1,b/x") == {"host": "a,b", "port": "1,5432", "dbname": "x"}


@pytest.mark.parametrize(
    ("url", "root", "expected"),
    [
        ("postgresql://localhost/x", "", {"sslmode": "prefer"}),
        ("postgresql://127.0.0.1:6432/x", "/ca.pem", {"sslmode": "prefer"}),
        (URL, "", {"sslmode": "verify-full", "sslrootcert": "system"}),
        (URL, "/ca.pem", {"sslmode": "verify-full", "sslrootcert": "/ca.pem"}),
        ("postgresql://localhost,db.example/x", "", {"sslmode": "verify-full", "sslrootcert": "system"}),
        ("postgresql://localhost.example/x", "", {"sslmode": "verify-full", "sslrootcert": "system"}),
    ],
)
def test_beyond_this_machine_the_server_proves_its_name(url: str, root: str, expected: dict[str, str]) -> None:
    assert tls(url, root) == expected
