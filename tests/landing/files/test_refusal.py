from __future__ import annotations

import pytest

from edulake.landing.files.refusal import Refusal

pytestmark = pytest.mark.once


def test_a_verdict_says_no_more_than_its_code_where_it_is_logged() -> None:
    refusal = Refusal("FILE_LIMIT", "larger than 5 bytes: split it")
    assert (refusal.code, refusal.advice, str(refusal)) == ("FILE_LIMIT", "larger than 5 bytes: split it", "FILE_LIMIT")
    with pytest.raises(Exception, match=r"\AFILE_LIMIT\Z"):
        raise refusal
