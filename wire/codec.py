"""Encoding of messages as versioned JSON: one place, old bytes readable for ever.

A message travels as one JSON object whose member "v" is the schema version of its type (an integer). A reader
ignores members it does not know and fills members it misses with the type's defaults, so that old and new releases
can run side by side. A change that defaults cannot bridge raises the version and adds an upgrade here.
"""

from typing import Any, TypeVar

import msgspec

M = TypeVar("M", bound=msgspec.Struct)

VERSION = 1

_encoder = msgspec.json.Encoder()


class Undecodable(ValueError):
    """The bytes are no message of the type that was asked for; the text says why in one line."""


def encode(message: msgspec.Struct) -> bytes:
    """Return `message` as UTF-8 JSON with its schema version."""
    body = _encoder.encode(message)
    head = b'{"v":%d' % VERSION
    return head + b"}" if body == b"{}" else head + b"," + body[1:]


def decode(data: bytes, kind: type[M]) -> M:
    """Return the message of type `kind` that `data` holds.

    Raises `Undecodable` for bytes that are no JSON, lack a required member, have one of the wrong type, or were
    written by a schema version newer than this release reads.
    """
    try:
        version: Any = msgspec.json.decode(data, type=_Envelope).v
        if version > VERSION:
            raise Undecodable(f"schema version {version} is newer than {VERSION}, which this release reads")
        return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Undecodable(f"no {kind.__name__}: {error}") from error


class _Envelope(msgspec.Struct):
    v: int
