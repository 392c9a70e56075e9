"""Settings read: TOML files and the command line over the defaults, each value checked for its type.

Later wins: the defaults, conf/base.toml, conf/<platform>.toml, conf/sources.toml, the file given with --conf,
--warehouse, --landing and --catalog. An unknown key is an error that names the nearest valid one.
"""

from __future__ import annotations

import datetime as dt
import difflib
import os
import tomllib
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args, get_origin, get_type_hints

from edulake.config import apis, mistakes
from edulake.config.called import says_how
from edulake.config.experiments import must_be_of
from edulake.config.rest import Rest
from edulake.config.settings import Settings
from edulake.config.sources import STANDARDS, checked
from edulake.config.words import kind_for, kind_of
from edulake.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.abc import Traversable


PLATFORMS = ("local", "cluster", "databricks", "aidp")


def load(
    conf: str | None = None,
    warehouse: str | None = None,
    landing: str | None = None,
    platform: str = "local",
    catalog: str | None = None,
) -> Settings:
    """The settings of one run; ConfigError for an unreadable file, an unknown key or a wrong type."""
    values: dict[str, Any] = {}
    shipped = conf_folder()
    for name in ("base", platform, "sources"):
        values = _merged(values, _parsed((shipped / f"{name}.toml").read_text("utf-8"), f"conf/{name}.toml"))
    if conf:
        values = _merged(values, _parsed(_text(Path(conf)), conf))
    overrides = {"warehouse": warehouse, "landing": landing, "catalog": catalog}
    values = _merged(values, {key: value for key, value in overrides.items() if value})
    settings: Settings = _build(Settings, values, "")
    folder = Path(conf).parent if conf else None
    sources = checked(settings.sources, folder)
    must_be_of({*STANDARDS, *[one.system or block for block, one in sources.items()]}, settings.experiments)
    return replace(settings, sources=sources)


def shipped(name: str) -> Settings:
    """What conf/NAME.toml says beside the defaults, for a job that delivers by its blocks itself."""
    values = _parsed((conf_folder() / f"{name}.toml").read_text("utf-8"), f"conf/{name}.toml")
    settings: Settings = _build(Settings, values, "")
    return replace(settings, sources=checked(settings.sources))


def conf_folder() -> Traversable | Path:
    """The shipped TOML files: inside the package in a wheel or zip, beside lib/ in a checkout."""
    packaged = resources.files("edulake") / "conf"
    return packaged if packaged.is_dir() else Path(__file__).parents[3] / "conf"


def platform() -> str:
    """Which of conf/{local,cluster,databricks,aidp}.toml applies here; EDULAKE_PLATFORM may say it."""
    said = os.environ.get("EDULAKE_PLATFORM")
    if said:
        return _known_platform(said)
    if "DATABRICKS_RUNTIME_VERSION" in os.environ:
        return "databricks"
    if "AIDP_WORKSPACE" in os.environ:
        return "aidp"
    return "local"


def _known_platform(name: str) -> str:
    if name not in PLATFORMS:
        raise ConfigError(f"EDULAKE_PLATFORM is {name}", "", f"choose from {', '.join(PLATFORMS)}")
    return name


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise mistakes.unread(path, error) from None


def _parsed(text: str, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise mistakes.not_toml(name, text, error) from None


def _merged(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(under)
    for key, value in over.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict) and not says_how(value)
        merged[key] = _merged(merged[key], value) if both else value
    return merged


def _build(cls: type, values: Mapping[str, Any], where: str) -> Any:
    hints = get_type_hints(cls)
    if cls is Rest:
        values = _merged(apis.named(values.get("api")), values)
    for key in values:
        if key not in hints:
            near = difflib.get_close_matches(key, hints, n=1)
            hint = f"did you mean {near[0]}?" if near else f"valid keys: {', '.join(hints)}"
            raise ConfigError(f"unknown setting {where}{key}", "settings are checked so that none is ignored", hint)
    missing = [f.name for f in fields(cls) if f.name not in values and _required(f)]
    if missing:
        raise ConfigError(f"{where}{missing[0]} is missing", "it has no default", f"add {missing[0]} to [{where[:-1]}]")
    return cls(**{key: _value(hints[key], value, f"{where}{key}") for key, value in values.items()})


def _required(f: Any) -> bool:
    from dataclasses import MISSING

    return f.default is MISSING and f.default_factory is MISSING


def _value(hint: Any, value: Any, where: str) -> Any:
    if get_origin(hint) is dict and isinstance(value, dict):
        return {key: _value(get_args(hint)[1], item, f"{where}.{key}") for key, item in value.items()}
    described = next((part for part in (hint, *get_args(hint)) if is_dataclass(part)), None)
    if described and isinstance(value, dict):
        return _build(described, value, f"{where}.")  # type: ignore[arg-type]
    listed = next((part for part in (hint, *get_args(hint)) if get_origin(part) is list), None)
    if listed and isinstance(value, list):
        return [_value(get_args(listed)[0], item, where) for item in value]
    if hint in (Decimal, float) and isinstance(value, int | Decimal) and not isinstance(value, bool):
        return hint(value)
    if dt.date in get_args(hint) and (isinstance(value, dt.date) or value is None):
        return value
    if hint is Any or (isinstance(hint, type) and type(value) is hint):
        return value
    raise ConfigError(f"{where} has the wrong type", f"{kind_of(value)} was given", f"give {kind_for(hint)}")
