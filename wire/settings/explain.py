"""Says what pydantic found wrong in words for the person who wrote the settings."""

from pydantic_core import ErrorDetails

from wire.settings.document import Keys
from wire.settings.keys import annotation_at, dotted, is_secret, item, section
from wire.settings.model import Settings

_PLAIN = {
    "string_type": "expected text (numbers and yes or no need quotes)",
    "int_type": "expected a whole number",
    "int_parsing": "expected a whole number",
    "int_from_float": "expected a whole number",
    "float_type": "expected a number",
    "float_parsing": "expected a number",
    "finite_number": "expected a finite number",
    "bool_type": "expected true or false",
    "bool_parsing": "expected true or false",
    "tuple_type": 'expected a list: one line beginning with "- " for each',
    "frozen_set_type": 'expected a list: one line beginning with "- " for each',
    "model_type": 'expected "key: value" lines',
    "model_attributes_type": 'expected "key: value" lines',
}

_BOUNDS = {"greater_than": ("gt", "more than"), "greater_than_equal": ("ge", "at least")}
_BOUNDS |= {"less_than": ("lt", "less than"), "less_than_equal": ("le", "at most")}


def explain(details: ErrorDetails) -> str:
    """Return what is wrong at which key, with the value found unless that is, or may hold, a secret."""
    keys = keys_of(details)
    if details["type"] == "missing":
        holder = dotted(keys[:-1])
        return f'{holder or "the file"} lacks "{keys[-1]}"'
    name = dotted(keys)
    return f"{name + ': ' if name else ''}{_expectation(details, keys)}"


def keys_of(details: ErrorDetails) -> Keys:
    """Return the place of the error, without the parts that pydantic adds for branches of unions and for sets."""
    keys: Keys = ()
    for part in details["loc"]:
        if annotation_at(Settings, (*keys, part)) is None and not _last_known(keys, part):
            break
        keys = (*keys, part)
    return keys


def _last_known(keys: Keys, part: int | str) -> bool:
    """Whether `part` is a field of the section at `keys`, or any key where the section itself is in question."""
    holder = section(annotation_at(Settings, keys)) if keys else Settings
    return holder is not None and part in holder.model_fields


def _expectation(details: ErrorDetails, keys: Keys) -> str:
    kind, context = details["type"], details.get("ctx", {})
    if kind in _PLAIN:
        text = _PLAIN[kind]
    elif kind in _BOUNDS:
        key, words = _BOUNDS[kind]
        text = f"expected {words} {context[key]:g}"
    elif kind == "literal_error":
        text = "expected one of " + str(context["expected"]).replace("'", '"')
    elif kind == "string_pattern_mismatch":
        text = "expected 1 to 64 letters, digits, dots, underscores or hyphens"
    elif kind == "too_short":
        text = f"expected at least {context['min_length']}"
    elif kind == "value_error":
        return str(context["error"])
    else:
        text = details["msg"][:1].lower() + details["msg"][1:]
    value = details["input"]
    annotation = annotation_at(Settings, keys) if keys else None
    # Where a section or list belongs, a lone value may well be an address with a password ("redis: redis://...").
    scalar = annotation is not None and section(annotation) is None and item(annotation) is None
    shown = isinstance(value, str | int | float) and scalar and not is_secret(annotation)
    return f"{text}, found {str(value)[:40]!r}" if shown else text
