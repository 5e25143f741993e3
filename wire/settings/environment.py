"""Settings from environment variables: FIGUREWATCH_BUS__KIND=kafka sets bus.kind.

Two underscores step into a section or a list; list items are counted from 0 (FIGUREWATCH_FEEDS__0__URL). A value is
taken as text, numbers included; "null", or nothing, means none where the key allows that. A whole section or list is
given as YAML on one line, a list of plain texts also as words with spaces between.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from wire.settings.document import Keys, parse
from wire.settings.errors import SettingsError
from wire.settings.keys import annotation_at, item, nearest, section, takes
from wire.settings.model import Settings

PREFIX = "FIGUREWATCH_"

OTHERS = frozenset({"FIGUREWATCH_CONFIG", "FIGUREWATCH_DEBUG"})
"""Variables with this prefix that are no settings: the default of -c, and tracebacks for developers."""

# What Kubernetes puts into every container for a Service called figurewatch or figurewatch-ingest.
_SERVICE_LINK = re.compile(
    r"_(?:SERVICE_HOST|SERVICE_PORT(?:_\w+)?|PORT(?:_\d+_(?:TCP|UDP)(?:_(?:PROTO|PORT|ADDR))?)?)$"
)


def assignments(environ: Mapping[str, str]) -> Iterator[tuple[str, Keys, Any]]:
    """Yield (variable, keys, value) for each variable that sets something, in order of name.

    A key that ends in "_file" names a file that holds a secret. Raises `SettingsError` for a variable that fits no
    key.
    """
    for variable in sorted(environ):
        if not variable.startswith(PREFIX) or variable in OTHERS:
            continue
        words = variable[len(PREFIX) :].lower().split("__")
        keys: Keys = tuple(int(word) if word.isdecimal() else word for word in words)
        found = annotation_at(Settings, keys)
        if found is not None:
            yield variable, keys, _read(environ[variable], found, variable)
        elif _secret_file(keys):
            yield variable, keys, environ[variable]
        elif not _SERVICE_LINK.search("_" + variable[len(PREFIX) :]):
            raise SettingsError(f"environment variable {variable}: there is no such setting{_hint(keys)}")


def _secret_file(keys: Keys) -> bool:
    last = keys[-1]
    if not isinstance(last, str) or not last.endswith("_file"):
        return False
    return annotation_at(Settings, (*keys[:-1], last.removesuffix("_file"))) is not None


def _hint(keys: Keys) -> str:
    for depth, key in enumerate(keys):
        holder = annotation_at(Settings, keys[:depth]) if depth else Settings
        model = section(holder)
        if model is None:
            return ""
        if key not in model.model_fields:
            guess = nearest(str(key), list(model.model_fields))
            if guess is None:
                return ""
            words = [str(word) for word in (*keys[:depth], guess, *keys[depth + 1 :])]
            return f"; did you mean {PREFIX}{'__'.join(words).upper()}?"
    return ""


def _read(text: str, annotation: Any, variable: str) -> Any:
    """Return the value that `text` gives for a field of this annotation."""
    if text.strip() in ("", "null") and takes(annotation, type(None)):
        return None
    inside = item(annotation)
    if inside is not None and section(inside) is None and not text.lstrip().startswith("["):
        return text.split()
    if inside is not None or section(annotation) is not None:
        return _yaml(text, variable)
    return text


def _yaml(text: str, variable: str) -> Any:
    where = f"environment variable {variable}"
    try:
        return parse(f"value: {text}" if "\n" not in text else "value:\n" + _indented(text), where).values["value"]
    except SettingsError:
        raise SettingsError(f'{where}: expected YAML on one line, such as [{{url: "https://..."}}]') from None


def _indented(text: str) -> str:
    return "\n".join("  " + line for line in text.splitlines())
