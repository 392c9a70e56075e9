"""The form of the notebooks: import, call and show; and what jupytext makes of them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from edulake.serving.notebook import __main__ as command
from edulake.serving.notebook import source

pytestmark = pytest.mark.once
PATHS = command.chosen(None)
by_name = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)


def code(path: Path) -> list[str]:
    return [cell for cell in source.cells(path.read_text()) if not cell.startswith("# MAGIC")]


def test_there_are_six() -> None:
    names = ["01_bronze", "02_silver", "03_gold", "04_early_warning", "05_explore", "06_language"]
    assert [path.stem for path in PATHS] == names


@by_name
def test_a_notebook_imports_and_calls_only(path: Path) -> None:
    """Parameters, imports with the opening call, and then one call a cell; nothing is computed."""
    first, opening, *calls = code(path)
    assert source.is_parameters(first)
    kinds = [type(statement).__name__ for statement in ast.parse(opening).body]
    assert [kind for kind in kinds if kind != "ImportFrom"] == ["Assign", "Expr"]
    shown = path.stem.split("_", 1)[1]
    for cell in calls:
        [statement] = ast.parse(cell).body
        assert ast.unparse(statement) == cell
        assert cell.startswith(f"{shown}.")
        assert cell.endswith("(lake)")


@by_name
def test_every_question_is_asked(path: Path) -> None:
    module = path.stem.split("_", 1)[1]
    tree = ast.parse((Path(source.__file__).parent / f"{module}.py").read_text())
    public = {n.name for n in tree.body if isinstance(n, ast.FunctionDef) and not n.name.startswith("_")}
    assert {cell.split(".")[1].split("(")[0] for cell in code(path)[2:]} == public


@by_name
def test_it_becomes_a_valid_ipynb(path: Path, tmp_path: Path) -> None:
    nbformat = pytest.importorskip("nbformat", reason="the extra [notebooks] is not installed")
    made = command.write(path, tmp_path)
    read = nbformat.read(made, as_version=4)
    nbformat.validate(read)
    assert [cell.source for cell in read.cells if cell.cell_type == "code"] == code(path)
    tagged = [cell for cell in read.cells if "parameters" in cell.metadata.get("tags", [])]
    assert [cell.source for cell in tagged] == code(path)[:1]
    words = "\n".join(cell.source for cell in read.cells if cell.cell_type == "markdown")
    assert words.startswith("# ")
    assert "MAGIC" not in words
    assert made.stat().st_mode & 0o777 == 0o600
    assert source.ipynb(path.read_text()) == made.read_text(), "the same source gives the same file"


def test_another_form_is_refused() -> None:
    with pytest.raises(ValueError, match="first line"):
        source.cells("import this\n")
