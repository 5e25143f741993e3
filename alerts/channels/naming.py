"""Names of channels: stable, distinct, and free of secrets."""

import hashlib


def channel_name(subscriber: str, kind: str, address: str) -> str:
    """Return the name of the channel of `subscriber` to `address`, such as "desk/slack-3fa2b19c".

    The end is a short digest of the address, so that the order of channels in the settings does not matter.
    """
    return f"{subscriber}/{kind}-{hashlib.blake2b(address.encode(), digest_size=4).hexdigest()}"
