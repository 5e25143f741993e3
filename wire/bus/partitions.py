"""Which partition a key belongs to, where the adapter has to decide it itself."""

from zlib import crc32


def partition_of(key: str, partitions: int) -> int:
    """Return the partition of `key`, from 0 to below `partitions`: the same in every process and release."""
    return crc32(key.encode()) % partitions
