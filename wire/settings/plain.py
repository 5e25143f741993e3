"""Settings as plain values again: masked for people, whole for the process that has to obey them."""

from collections.abc import Callable
from typing import Any

from pydantic import BaseModel, SecretStr

from wire.settings.masking import MASK, masked_url
from wire.settings.model import Settings


def masked(settings: Settings) -> dict[str, Any]:
    """Return `settings` as plain values with every secret hidden, passwords within addresses included."""
    return _section(settings, lambda secret: MASK, masked_url)


def revealed(settings: BaseModel) -> dict[str, Any]:
    """Return `settings`, or a section, as plain values, secrets included; `model_validate` gives them back."""
    return _section(settings, SecretStr.get_secret_value, str)


def _section(section: BaseModel, secret: Callable[[SecretStr], str], address: Callable[[str], str]) -> dict[str, Any]:
    return {key: _value(getattr(section, key), secret, address) for key in type(section).model_fields}


def _value(value: Any, secret: Callable[[SecretStr], str], address: Callable[[str], str]) -> Any:
    if isinstance(value, BaseModel):
        return _section(value, secret, address)
    if isinstance(value, SecretStr):
        return secret(value)
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [_value(each, secret, address) for each in value]
    if isinstance(value, str) and "://" in value:
        return address(value)
    return value
