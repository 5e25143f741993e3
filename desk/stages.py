"""The three stages and the evidence pages by name, as the command line and the children of `run` start them."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from desk.options import Failure

if TYPE_CHECKING:
    from wire.settings.model import Settings

STAGES = ("ingest", "enrich", "alert", "pages")


def run_stage(name: str, settings: "Settings") -> None:
    """Run the stage called `name` until SIGTERM or SIGINT; its bus and Redis are servers that run already."""
    _runner(name)(settings)


def refuse_embedded(name: str, settings: "Settings") -> None:
    """Raise `Failure` where `settings` have no servers that a process of its own could share with the others."""
    if settings.bus.kind == "embedded":
        raise Failure(
            f'A stage of its own needs bus.kind "kafka" or "redis"; "embedded" is for `figurewatch run`, '
            f"which starts {name} and the other stages on one machine."
        )
    if settings.redis.url is None:
        raise Failure(f"{name} needs a Redis: set redis.url.")


def _runner(name: str) -> "Callable[[Settings], None]":
    match name:
        case "ingest":
            from ingest.stage import run
        case "enrich":
            from enrich.stage import run
        case "alert":
            return _alert
        case "pages":
            from desk.pages.stage import run
        case _:
            raise ValueError(f"no stage is called {name!r}")
    return run


def _alert(settings: "Settings") -> None:
    from alerts.stage import run
    from desk.atlas import ListedAtlas

    run(settings, ListedAtlas())
