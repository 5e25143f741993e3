"""How the ledger's bytes are compressed: small texts, for which a dictionary tells what is said again and again.

They start with one byte that names their format, so that a later release can read what this one wrote. Format 2 is
Zstandard with `DICTIONARY`; format 1, of the first release, is raw deflate with the same, and is only read. The
dictionary belongs to both: another one is another format.
"""

import threading
import zlib

import zstandard

_DEFLATE, _ZSTD = b"\x01", b"\x02"

DICTIONARY = (
    b"people were killed and others wounded in the attack, officials said on Monday. hospital residents survivors "
    b"according to the ministry of health, the death toll from the earthquake rose to at least more than one hundred "
    b"rescue workers searched for the missing after the flood, the storm, the fire, the explosion, the crash in the "
    b"police arrested protesters; thousands were displaced from their homes by the fighting, the government said. "
    b"said in a statement that the number of cases confirmed deaths injured victims passengers children women soldiers "
    b"killed|injured|missing|captive|arrested|displaced|rescued|infected|affected|participants|destroyed|launched|money"
    b"|percent|votes|magnitude|duration|length|other_count|city|government|earthquake|attack|strike|fire|police|war"
    b"Israel Gaza Ukraine Russia China India Iran Syria Turkey United States President million billion dollars "
    b"Tuesday Wednesday Thursday Friday Saturday Sunday January February March April June July August September "
    b"October November December percent body exact about at_least more_than at_most less_than range vague asserted "
    b"denied rumoured withdrawn forecast own correction others background outlet unnamed titlehttps://www..com/news/20"
)

_LEVEL = -1
"""Takes six tenths of the time of 1 for values 6 % larger; 3 saves 1 %, -2 costs 9 % more and saves little time."""

_LARGEST = 64 * 2**20
"""Bytes that no value comes near: what says that it is longer is damaged."""


class _Zstd(threading.local):
    """A compressor and a decompressor, which no two threads may use at once."""

    def __init__(self) -> None:
        dictionary = zstandard.ZstdCompressionDict(DICTIONARY, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
        self.compress = zstandard.ZstdCompressor(level=_LEVEL, dict_data=dictionary).compress
        self.decompress = zstandard.ZstdDecompressor(dict_data=dictionary).decompress


_zstd = _Zstd()


def compressed(plain: bytes) -> bytes:
    """Return `plain` in the current format."""
    return _ZSTD + _zstd.compress(plain)


def plain(data: bytes) -> bytes:
    """Return what was compressed as `data`. Raises `ValueError` for bytes that no release wrote."""
    form, body = data[:1], data[1:]
    try:
        if form == _ZSTD:
            if zstandard.frame_content_size(body) > _LARGEST:
                raise ValueError("the length that it begins with is not one of ours")
            return _zstd.decompress(body)
        if form == _DEFLATE:
            return zlib.decompressobj(-15, DICTIONARY).decompress(body)
    except (zlib.error, zstandard.ZstdError) as error:
        raise ValueError(f"damaged: {error}") from error
    raise ValueError(f"format {form!r} is not one that this release reads")
