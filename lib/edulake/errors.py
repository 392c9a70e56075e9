"""Every way in which edulake stops, with the exit code a scheduler sees."""

from __future__ import annotations

import errno

# How a disk says that it takes no more, and how Java does.
FULL, FULL_IN_JAVA = (errno.ENOSPC, errno.EDQUOT), "No space left on device"


class EdulakeError(Exception):
    """Something a person can act on: what happened, why, and what to do, one line each.

    The texts never hold a value of a student, so that they may be logged.
    """

    exit_code = 1
    code = "UNEXPECTED"

    def __init__(self, what: str, why: str = "", fix: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.why = why
        self.fix = fix

    def lines(self) -> list[str]:
        labelled = (("error", self.what), ("why", self.why), ("do", self.fix))
        return [f"{label + ':':<6} {text}" for label, text in labelled if text]


class ConfigError(EdulakeError):
    """The command line or a configuration file cannot be understood."""

    exit_code = 2
    code = "CONFIG"


class NotInstalledError(ConfigError):
    """A package that this job needs, and most do not, is not there."""

    code = "NOT_INSTALLED"


class LockedError(EdulakeError):
    """Another run holds a table, or kept changing it, for longer than this run may wait."""

    exit_code = 3
    code = "LOCKED"


class BalanceError(EdulakeError):
    """Records in and records accounted for differ, or a quality gate is closed."""

    exit_code = 4
    code = "UNBALANCED"


class ContractError(EdulakeError):
    """A table's columns, types, format or clustering are not those of its contract."""

    exit_code = 4
    code = "CONTRACT"


class OutdatedError(EdulakeError):
    """A table was written when its keys were made in another way: it has to be rebuilt before it is used."""

    exit_code = 2
    code = "CONTRACT_VERSION"


class ShrunkError(EdulakeError):
    """A snapshot lacks so much of the one before it that it was refused: everything else goes on (PARTIAL)."""

    exit_code = 0
    code = "SNAPSHOT_SHRUNK"


class UnreadableError(EdulakeError):
    """A landing folder, a source or the warehouse cannot be read or written."""

    exit_code = 5
    code = "UNREADABLE"


def of_system(error: OSError) -> str:
    """Why the operating system refused something, in its own words: they name no file."""
    return f"the system says: {error.strerror}" if error.strerror else "the system refuses it"


def unwritable(what: str, folder: object, error: OSError) -> UnreadableError:
    """An error for people about a folder that takes no file: what to type depends on what the system refuses."""
    why = of_system(error)
    if error.errno in (errno.ENOTDIR, errno.EEXIST):
        return UnreadableError(what, "a file lies where a folder is to be", f"choose another folder than {folder}")
    if error.errno in (errno.EACCES, errno.EPERM):
        return UnreadableError(what, why, f"chmod u+rwx {folder}, or choose another folder")
    if error.errno in FULL:
        return UnreadableError(what, why, f"make room (df -h {folder}), or choose a folder on another disk")
    if error.errno == errno.EROFS:
        return UnreadableError(what, why, f"choose another folder than {folder}: its disk is only read")
    return UnreadableError(what, why, f"check {folder}")


def known(error: Exception, what: str = "the job failed") -> EdulakeError:
    """An error for people. Texts of Spark are not passed on: they may hold values of students."""
    if isinstance(error, EdulakeError):
        return error
    if getattr(error, "errno", None) in FULL or FULL_IN_JAVA in str(error):
        fix = "make room, or choose a --warehouse on another disk; `edulake doctor` says which is full"
        return UnreadableError("the disk is full", "", fix)
    if isinstance(error, PermissionError | FileNotFoundError):
        return UnreadableError("a file or folder cannot be used", of_system(error), "check paths and permissions")
    condition = getattr(error, "getErrorClass", lambda: None)() or type(error).__name__
    if condition == "JAVA_GATEWAY_EXITED":
        fix = "run ./spark-submit.sh setup, which fetches one, or install Java 17; `edulake doctor` says what is here"
        return NotInstalledError("Spark did not start", "there is no Java here that runs it", fix)
    return EdulakeError(what, str(condition), "run again with --debug to see the whole error")
