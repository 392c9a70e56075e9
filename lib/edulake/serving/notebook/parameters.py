"""What a notebook was told, on every platform: by widgets (Databricks), oidlUtils (AIDP), papermill or its own cell.

Its first cell of code sets each parameter to a text, which is the default. Papermill puts a cell with other values
behind it; Databricks and AIDP know them by name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edulake.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

YES, NO = "yes", "no"


def told(namespace: Mapping[str, Any], names: Sequence[str]) -> dict[str, str]:
    """The value of each of `names`; `namespace` is the notebook's globals(). ConfigError for what is no text."""
    defaults = {name: namespace[name] for name in names}
    wrong = [name for name, value in defaults.items() if not isinstance(value, str)]
    if wrong:
        raise ConfigError(f"the parameter {wrong[0]} is no text", "", f'write {wrong[0]} = "…"')
    if dbutils := namespace.get("dbutils"):
        return {name: _of_widget(dbutils.widgets, name, default) for name, default in defaults.items()}
    if oidl := namespace.get("oidlUtils"):
        return {name: str(oidl.parameters.getParameter(name, default)) for name, default in defaults.items()}
    return defaults


def is_yes(name: str, value: str) -> bool:
    """Whether a parameter says yes; ConfigError for anything but yes and no."""
    if value not in (YES, NO):
        raise ConfigError(f"the parameter {name} is {value or 'empty'}", "it is a question", f"write {YES} or {NO}")
    return value == YES


def _of_widget(widgets: Any, name: str, default: str) -> str:
    """The widget's value; making one that is there already keeps what a person or job wrote into it."""
    widgets.text(name, default)
    return widgets.get(name)
