"""What configuration may say of a database, and where secrets come from."""

from __future__ import annotations

from pathlib import Path

import pytest

from edulake.config.database import Database
from edulake.config.load import load
from edulake.errors import ConfigError

pytestmark = pytest.mark.once

VALID = {
    "url": "jdbc:postgresql://db.school.example:5432/platform",
    "table": "public.student_engagement",
    "user": "env:EDTECH_USER",
    "password": "secret:edtech/password",
    "watermark": "last_modified",
}
MISTAKES = {
    "literal password": ({"password": "Canary"}, "password is never written"),
    "literal user": ({"user": "Canary"}, "user is never written"),
    "no user": ({"user": ""}, "user is never written"),
    "password in url": ({"url": "jdbc:postgresql://db/x?password=Canary"}, "no user, password or parameter"),
    "user in url": ({"url": "jdbc:postgresql://Canary:Canary@db/x"}, "no user, password or parameter"),
    "other database": ({"url": "jdbc:mysql://db/x"}, "URL is not jdbc:postgresql://"),
    "query as table": ({"table": "(SELECT 1) x"}, "table is not a name"),
    "quote in table": ({"table": 'a"; DROP TABLE b; --'}, "table is not a name"),
    "sslmode": ({"sslmode": "on"}, "no sslmode is called on"),
    "overlap": ({"overlap_seconds": -1}, "too small"),
    "parts without column": ({"partitions": 4}, "belong together"),
    "column without parts": ({"partition_column": "id"}, "belong together"),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_mistakes_are_named_without_their_values(case: str) -> None:
    changes, says = MISTAKES[case]
    with pytest.raises(ConfigError) as error:
        Database(**{**VALID, **changes})
    text = " ".join(error.value.lines())
    assert says in text
    assert "Canary" not in text


def test_a_source_has_files_or_a_database(tmp_path: Path) -> None:
    path = tmp_path / "conf.toml"
    for text, says in {
        "[sources.x]\nformat = 'jdbc'": "database is missing",
        "[sources.x]\nformat = 'csv'": "files is missing",
        "[sources.x]\nformat = 'jdbc'\n[sources.x.database]\nurl = 'env:X'": "table is missing",
        "[sources.x]\nformat = 'jdbc'\n[sources.x.database]\npasword = 'env:X'": "did you mean password",
        "[sources.x]\nformat = 'jdbc'\ndatabase = 'Canary'": "database has the wrong type",
    }.items():
        path.write_text(text)
        with pytest.raises(ConfigError) as error:
            load(str(path))
        assert says in " ".join(error.value.lines())
        assert "Canary" not in " ".join(error.value.lines())


@pytest.mark.parametrize(
    ("url", "sslmode", "mode"),
    [
        ("jdbc:postgresql://db.school.example/x", "", "require"),
        ("jdbc:postgresql://localhost:5432/x", "", "prefer"),
        ("jdbc:postgresql://[::1]/x", "", "prefer"),
        ("jdbc:postgresql://localhost,db.school.example/x", "", "require"),
        ("jdbc:postgresql://localhost.school.example/x", "", "require"),
        ("jdbc:postgresql://db.school.example/x", "verify-full", "verify-full"),
        ("jdbc:postgresql://db.school.example/x", "disable", "disable"),
    ],
)
def test_connections_are_encrypted_unless_they_stay_on_this_machine(url: str, sslmode: str, mode: str) -> None:
    assert Database(**{**VALID, "url": url, "sslmode": sslmode}).tls(url) == mode
