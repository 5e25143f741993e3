"""An end to a conversation with a server that never comes to an end."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator


class Late(TimeoutError):
    """The conversation took longer than it may."""


@contextlib.contextmanager
def deadline(seconds: float, line: Callable[[], socket.socket | None]) -> Iterator[None]:
    """Cut `line()` after `seconds`; what fails for that raises `Late`.

    A socket's own timeout starts again with every byte that arrives; this one does not.
    """
    late = threading.Event()

    def cut() -> None:
        late.set()
        found = line()
        if found is not None:
            with contextlib.suppress(OSError):  # closed already, which is what was wanted
                found.shutdown(socket.SHUT_RDWR)

    watch = threading.Timer(seconds, cut)
    watch.daemon = True
    watch.start()
    try:
        yield
    except Exception:
        if late.is_set():
            raise Late from None
        raise
    finally:
        watch.cancel()
