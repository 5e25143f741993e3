"""What the settings model knows by name: which keys there are, which hold secrets, which hold lists."""

import types
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, SecretStr

from wire.settings.document import Keys


def alternatives(annotation: Any) -> Iterator[Any]:
    """Yield what a field of this annotation may be, with Annotated, Optional and unions taken apart."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from alternatives(get_args(annotation)[0])
    elif origin in (Union, types.UnionType):
        for part in get_args(annotation):
            yield from alternatives(part)
    else:
        yield annotation


def section(annotation: Any) -> type[BaseModel] | None:
    """Return the model that a field of this annotation holds, or None."""
    for part in alternatives(annotation):
        if isinstance(part, type) and issubclass(part, BaseModel):
            return part
    return None


def item(annotation: Any) -> Any | None:
    """Return the annotation of the items where a field of this annotation is a list, else None."""
    for part in alternatives(annotation):
        if get_origin(part) in (tuple, frozenset, list, set):
            return get_args(part)[0]
    return None


def is_secret(annotation: Any) -> bool:
    """Whether a field of this annotation holds a secret, or a list of secrets."""
    inside = item(annotation)
    return any(part is SecretStr for part in alternatives(annotation if inside is None else inside))


def takes(annotation: Any, kind: type) -> bool:
    """Whether a field of this annotation may be of `kind` itself (`type(None)` for null)."""
    return any(part is kind for part in alternatives(annotation))


def annotation_at(root: type[BaseModel], keys: Keys) -> Any | None:
    """Return the annotation of the field that `keys` leads to from `root`, or None where it leads nowhere."""
    here: Any = root
    for key in keys:
        inside = item(here)
        if inside is not None:
            if not isinstance(key, int):
                return None
            here = inside
            continue
        model = section(here)
        if model is None or not isinstance(key, str) or key not in model.model_fields:
            return None
        here = model.model_fields[key].annotation
    return here


def nearest(word: str, known: Sequence[str]) -> str | None:
    """Return the one of `known` that `word` is probably meant to be, or None."""
    found = get_close_matches(word.lower(), list(known), n=1, cutoff=0.6)
    return found[0] if found else None


def dotted(keys: Keys) -> str:
    """Return `keys` as people write them: "feeds[2].url", items counted from 0."""
    text = ""
    for key in keys:
        text += f"[{key}]" if isinstance(key, int) else f".{key}" if text else key
    return text
