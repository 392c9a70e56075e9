"""Notebooks from Databricks' source form into .ipynb, for Jupyter and AIDP, by jupytext."""

from __future__ import annotations

import ast
import re
from typing import Any

HEAD = "# Databricks notebook source\n"
BETWEEN = re.compile(r"\n*# COMMAND -+\n+")
MARKDOWN = re.compile(r"^# MAGIC %md ?\n?")
PARAMETERS = "parameters"
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}


def cells(source: str) -> list[str]:
    """The cells of a notebook, without what parts them; ValueError for a file that is none."""
    if not source.startswith(HEAD):
        raise ValueError(f"the first line is not {HEAD.strip()}")
    return [cell.strip("\n") for cell in BETWEEN.split(source.removeprefix(HEAD))]


def notebook(source: str) -> Any:
    """The notebook as nbformat knows it; its cell of parameters has the tag that papermill looks for."""
    import jupytext

    made = jupytext.reads("\n\n".join(map(_percent, cells(source))), fmt="py:percent")
    made.metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    for number, cell in enumerate(made.cells):
        # The ids that jupytext makes are random: the same source shall give the same file.
        cell["id"] = f"cell-{number}"
    return made


def ipynb(source: str) -> str:
    """The text of the .ipynb file."""
    import nbformat

    return nbformat.writes(notebook(source)) + "\n"


def is_parameters(code: str) -> bool:
    """Whether a cell does nothing but name texts."""
    statements = ast.parse(code).body
    return bool(statements) and all(
        isinstance(each, ast.Assign) and isinstance(each.value, ast.Constant) and isinstance(each.value.value, str)
        for each in statements
    )


def _percent(cell: str) -> str:
    if MARKDOWN.match(cell):
        lines = [line.removeprefix("# MAGIC").removeprefix(" ") for line in MARKDOWN.sub("", cell).splitlines()]
        return "\n".join(["# %% [markdown]", *[f"# {line}".rstrip() for line in lines]])
    tagged = f' tags=["{PARAMETERS}"]' if is_parameters(cell) else ""
    return f"# %%{tagged}\n{cell}"
