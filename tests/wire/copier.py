"""A stage for the tests: copies `articles` to `claims`; python -m tests.wire.copier SETTINGS-AS-JSON.

The message b"hang" is never done with, b"kill" ends the process, b"junk" is a fault of its own; the header
`takes` says how many seconds one takes.
"""

import os
import signal
import sys
import time
from collections.abc import Iterable

from wire.bus import Message, Outgoing
from wire.faults import MessageFault
from wire.settings.model import Settings
from wire.stage import Context, Part, run_stage


def copy(message: Message) -> Iterable[Outgoing]:
    if message.value == b"hang":
        time.sleep(600)
    if message.value == b"kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if message.value == b"junk":
        raise MessageFault("junk")
    time.sleep(float(message.headers.get("takes", 0.001)))
    return [Outgoing(topic="claims", key=message.key, value=message.value)]


def parts(context: Context) -> list[Part]:
    return [context.loop("copy", "articles", "copier", copy)]


if __name__ == "__main__":
    run_stage("copier", Settings.model_validate_json(sys.argv[1]), parts)
