"""What stands in place of a `java`: Spark asks it for what this one does not want."""

from __future__ import annotations

# The module is a preview of vector instructions that Spark asks for on its own behalf. Small runtimes lack
# it and refuse to start, the others warn on every start and load no archived modules (platforms: 9).
UNWANTED = ("--add-modules=jdk.incubator.vector",)
# Java no longer has a package that Spark opens, and warns on every start.
ACTION_UNTIL, ACTION = 24, "--add-opens=java.base/sun.security.action=ALL-UNNAMED"


def shim(java: str, major: int) -> str:
    """A script in place of a `java`, which leaves out what Spark asks for and this one does not want."""
    unwanted = " | ".join((*UNWANTED, *([ACTION] if major >= ACTION_UNTIL else [])))
    return f"""#!/bin/sh
real={java}
for argument do
  shift
  case "$argument" in
    {unwanted}) ;;
    *) set -- "$@" "$argument" ;;
  esac
done
exec "$real" "$@"
"""
