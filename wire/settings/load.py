"""Reads the settings: defaults, then one YAML file, then environment variables, then what the command line says.

A secret may also come from a file: `password_file: /run/secrets/kafka` in place of `password`, or the variable
FIGUREWATCH_BUS__KAFKA__PASSWORD_FILE. Of a file for a list of secrets (`channels_file`) every line is one.
"""

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from wire.settings.document import Document, Keys, parse
from wire.settings.environment import assignments
from wire.settings.errors import SettingsError
from wire.settings.explain import explain, keys_of
from wire.settings.keys import dotted, is_secret, item, nearest, section, takes
from wire.settings.model import Settings

__all__ = ["SettingsError", "load"]

_FILE = "_file"


def load(
    path: Path | None,
    environ: Mapping[str, str],
    overrides: Mapping[str, Any] | None = None,
) -> Settings:
    """Return the settings of the file at `path` (None: defaults), changed by `environ` and then by `overrides`.

    `overrides` are plain values by top-level key, such as {"feeds": [{"url": "https://..."}]}; each replaces what
    file and environment say for that key.

    Raises `SettingsError`, one sentence with file and line or variable, for anything that cannot be used.
    """
    document = _document(path)
    values = dict(document.values)
    origins: dict[Keys, str] = {keys: f"{document.name}, line {line}" for keys, line in document.lines.items()}
    for variable, keys, value in assignments(environ):
        _assign(values, keys, value, f"environment variable {variable}")
        for other in [known for known in origins if known[: len(keys)] == keys]:
            del origins[other]
        origins[keys] = f"environment variable {variable}"
    for key, value in (overrides or {}).items():
        values[key] = value
        origins[(key,)] = "command line"
    reader = _Reader(document.name, origins, path.parent if path else Path())
    tidy = reader.section(values, Settings, ())
    try:
        return Settings.model_validate(tidy)
    except ValidationError as error:
        details = error.errors(include_url=False)[0]
        raise SettingsError(f"{reader.place(keys_of(details))}: {explain(details)}") from None


def _document(path: Path | None) -> Document:
    if path is None:
        return Document(name="settings", values={})
    try:
        return parse(path.read_text(encoding="utf-8-sig"), str(path))
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read ({error.strerror or error})") from None
    except UnicodeDecodeError:
        raise SettingsError(f"{path}: is no UTF-8 text") from None


def _assign(values: dict[str, Any], keys: Keys, value: Any, where: str) -> None:
    """Set `value` at `keys` in `values`, making the sections and the next list item on the way; drops its rival.

    The rival of a secret is the file that was to hold it, and the other way round: what comes later wins.
    """
    here: Any = values
    for key, following in pairwise(keys):
        inside: Any = [] if isinstance(following, int) else {}
        here = _step(here, key, inside, where)
    last = keys[-1]
    if isinstance(last, str) and isinstance(here, dict):
        here.pop(last.removesuffix(_FILE) if last.endswith(_FILE) else last + _FILE, None)
    there = isinstance(here, list) and isinstance(last, int) and last < len(here)
    if there or isinstance(here, dict):
        here[last] = value
    else:
        _step(here, last, value, where)


def _step(here: Any, key: str | int, inside: Any, where: str) -> Any:
    if isinstance(here, list) and isinstance(key, int):
        if key > len(here):
            raise SettingsError(f"{where}: item {key} would be the next after a gap, there are {len(here)}")
        if key == len(here):
            here.append(inside)
        return here[key]
    if isinstance(here, dict):
        if here.get(key) is None:
            here[key] = inside
        return here[key]
    raise SettingsError(f"{where}: does not fit the value that the file has there")


class _Reader:
    """Checks plain values against the model before pydantic does: keys, nulls, secrets from files."""

    def __init__(self, name: str, origins: Mapping[Keys, str], folder: Path) -> None:
        self._name = name
        self._origins = origins
        self._folder = folder

    def place(self, keys: Keys) -> str:
        """Return where the value at `keys`, or the nearest one around it, was set."""
        for end in range(len(keys), 0, -1):
            if keys[:end] in self._origins:
                return self._origins[keys[:end]]
        return self._name

    def section(self, values: Mapping[str, Any], model: type[BaseModel], keys: Keys) -> dict[str, Any]:
        """Return `values` of one section, ready for pydantic; raises `SettingsError`."""
        tidy: dict[str, Any] = {}
        known = model.model_fields
        for key, value in values.items():
            here = (*keys, key)
            secret = str(key).removesuffix(_FILE)
            if key in known:
                found = self._value(value, known[key].annotation, here)
                if found is not _ABSENT:
                    tidy[key] = found
            elif str(key).endswith(_FILE) and secret in known and is_secret(known[secret].annotation):
                if values.get(secret) is not None:
                    raise SettingsError(f"{self.place(here)}: {dotted((*keys, secret))} is given twice, also as a file")
                tidy[secret] = self._secret(value, known[secret].annotation, here)
            else:
                raise SettingsError(f"{self.place(here)}: {_unknown(str(key), keys, model)}")
        return tidy

    def _value(self, value: Any, annotation: Any, keys: Keys) -> Any:
        inside, model = item(annotation), section(annotation)
        if value is None and (inside is not None or model is not None) and not takes(annotation, type(None)):
            return _ABSENT  # "feeds:" with everything below it commented out
        if inside is not None and isinstance(value, list):
            return [self._value(each, inside, (*keys, index)) for index, each in enumerate(value)]
        if inside is None and model is not None and isinstance(value, dict):
            return self.section(value, model, keys)
        if isinstance(value, bool) and inside is None and model is None and not takes(annotation, bool):
            wanted = "text, which needs quotes here" if takes(annotation, str) else "a number or text, not yes or no"
            raise SettingsError(f"{self.place(keys)}: {dotted(keys)}: expected {wanted}")
        return value

    def _secret(self, value: Any, annotation: Any, keys: Keys) -> Any:
        if not isinstance(value, str) or not value:
            raise SettingsError(f"{self.place(keys)}: {dotted(keys)}: expected the path of a file")
        try:
            text = (self._folder / Path(value).expanduser()).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or "no UTF-8 text"
            raise SettingsError(f'{self.place(keys)}: {dotted(keys)}: "{value}" cannot be read ({why})') from None
        if not text:
            raise SettingsError(f'{self.place(keys)}: {dotted(keys)}: "{value}" is empty')
        return text.splitlines() if item(annotation) is not None else text


_ABSENT = object()


def _unknown(key: str, keys: Keys, model: type[BaseModel]) -> str:
    known = list(model.model_fields)
    guess = nearest(key, known)
    where = f" in {dotted(keys)}" if keys else ""
    return f'unknown key "{key}"{where}' + (f'; did you mean "{guess}"?' if guess else f"; known are {_list(known)}")


def _list(words: list[str]) -> str:
    return ", ".join(words[:-1]) + " and " + words[-1] if len(words) > 1 else words[0]
