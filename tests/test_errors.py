"""What a person and a scheduler are told when edulake stops, and that no value of a student is among it."""

from __future__ import annotations

import errno

import pytest

from edulake import errors
from edulake.errors import EdulakeError, UnreadableError, known, unwritable

pytestmark = pytest.mark.once

# Schedulers decide by these: neither may change.
TOLD = {
    "EdulakeError": (1, "UNEXPECTED"),
    "ConfigError": (2, "CONFIG"),
    "NotInstalledError": (2, "NOT_INSTALLED"),
    "OutdatedError": (2, "CONTRACT_VERSION"),
    "LockedError": (3, "LOCKED"),
    "BalanceError": (4, "UNBALANCED"),
    "ContractError": (4, "CONTRACT"),
    "UnreadableError": (5, "UNREADABLE"),
    "ShrunkError": (0, "SNAPSHOT_SHRUNK"),
}


class SparkLikeError(Exception):
    """An error as Spark raises them, whose text repeats what it could not cast."""

    def __init__(self, condition: str | None) -> None:
        super().__init__("the value 'Canary' cannot be cast")
        self.condition = condition

    def getErrorClass(self) -> str | None:  # noqa: N802 - Spark's name for it
        return self.condition


def test_exit_codes_and_codes() -> None:
    ours = {name: one for name, one in vars(errors).items() if isinstance(one, type) and issubclass(one, EdulakeError)}
    assert {name: (one.exit_code, one.code) for name, one in ours.items()} == TOLD


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        (("it broke", "no disk", "buy one"), ["error: it broke", "why:   no disk", "do:    buy one"]),
        (("it broke", "", "buy one"), ["error: it broke", "do:    buy one"]),
        (("it broke",), ["error: it broke"]),
    ],
)
def test_what_is_not_known_is_no_line(said: tuple[str, ...], lines: list[str]) -> None:
    error = EdulakeError(*said)
    assert error.lines() == lines
    assert str(error) == "it broke"


def test_an_error_of_ours_stays_itself() -> None:
    error = UnreadableError("the landing folder does not exist")
    assert known(error, "another thing failed") is error


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (PermissionError(13, "Permission denied", "/home/Canary"), "the system says: Permission denied"),
        (FileNotFoundError(2, "", "Canary"), "the system refuses it"),
        (PermissionError(), "the system refuses it"),
    ],
)
def test_a_file_that_cannot_be_used_is_not_named(error: OSError, why: str) -> None:
    told = known(error)
    assert (told.exit_code, told.why) == (5, why)
    assert "Canary" not in " ".join(told.lines())


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (SparkLikeError("CAST_INVALID_INPUT"), "CAST_INVALID_INPUT"),
        (SparkLikeError(None), "SparkLikeError"),
        (ValueError("Canary"), "ValueError"),
        (OSError(5, "Canary"), "OSError"),
    ],
)
def test_of_other_errors_only_the_kind_is_told(error: Exception, why: str) -> None:
    told = known(error, "the report failed")
    assert (told.exit_code, told.code) == (1, "UNEXPECTED")
    assert told.lines()[:2] == ["error: the report failed", f"why:   {why}"]
    assert "Canary" not in " ".join([str(told), *told.lines()])


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "no space for Canary"),
        OSError(errno.EDQUOT, "Canary"),
        RuntimeError("java.io.IOException: No space left on device: Canary"),
    ],
)
def test_a_full_disk_is_told_as_one(error: Exception) -> None:
    """Whether Python found it, or Spark, whose words hold more than that."""
    told = known(error, "the report failed")
    assert (told.exit_code, told.what) == (5, "the disk is full")
    assert "edulake doctor" in told.fix
    assert "Canary" not in " ".join(told.lines())


def test_a_machine_without_java_is_told_how_to_get_one() -> None:
    told = known(SparkLikeError("JAVA_GATEWAY_EXITED"))
    assert (told.exit_code, told.code, told.what) == (2, "NOT_INSTALLED", "Spark did not start")
    assert "./spark-submit.sh setup" in told.fix


@pytest.mark.parametrize(
    ("number", "why", "fix"),
    [
        (errno.EACCES, "the system says: Canary", "chmod u+rwx /lake, or choose another folder"),
        (errno.EPERM, "the system says: Canary", "chmod u+rwx /lake, or choose another folder"),
        (errno.EROFS, "the system says: Canary", "choose another folder than /lake: its disk is only read"),
        (errno.ENOSPC, "the system says: Canary", "make room (df -h /lake), or choose a folder on another disk"),
        (errno.ENOTDIR, "a file lies where a folder is to be", "choose another folder than /lake"),
        (errno.EEXIST, "a file lies where a folder is to be", "choose another folder than /lake"),
        (errno.EIO, "the system says: Canary", "check /lake"),
    ],
)
def test_a_folder_that_takes_no_file(number: int, why: str, fix: str) -> None:
    told = unwritable("the warehouse cannot be written", "/lake", OSError(number, "Canary"))
    assert (told.exit_code, told.why, told.fix) == (5, why, fix)
