"""A stage as a child of `figurewatch run`: python -m desk.child STAGE, its settings as one line of JSON on stdin.

Standard input stays open as long as the parent lives. When it ends, however the parent ended, the child stops too,
gracefully, and after `PATIENCE` seconds at any rate: no process is left behind. Settings come this way because they
hold secrets, which a command line would show to everybody on the machine.
"""

import json
import os
import signal
import sys
import threading
import time

PATIENCE = 15.0
"""Seconds that a child whose parent is gone may take to finish."""


def main() -> None:
    """Run the stage that the command line names. Exits with 0 after a stop, with 1 after a failure."""
    from desk.cli import guarded
    from desk.stages import run_stage
    from wire.settings.model import Settings

    # Ctrl-C reaches the parent, which stops its children in order.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    stage = sys.argv[1]
    settings = Settings.model_validate(json.loads(sys.stdin.buffer.readline()))
    threading.Thread(target=stop_with_parent, name="parent-watch", daemon=True).start()
    sys.exit(guarded(lambda: run_stage(stage, settings)))


def stop_with_parent() -> None:
    """Wait for the end of standard input, then end this process: gracefully if that is done within `PATIENCE`."""
    # os.read, not sys.stdin: a thread inside the buffered reader would crash the interpreter's shutdown.
    while os.read(0, 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(PATIENCE)
    os._exit(1)


if __name__ == "__main__":
    main()
