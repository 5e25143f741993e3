"""Options that several commands share, and the settings they lead to."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from wire.settings.model import Settings

F = TypeVar("F", bound=Callable[..., Any])


class Failure(Exception):
    """Something did not work; the text is one sentence for the person at the terminal."""


def config_option(command: F) -> F:
    """Add `-c FILE`, given to the command as `config: Path | None`."""
    option = click.option(
        "-c",
        "--config",
        metavar="FILE",
        envvar="FIGUREWATCH_CONFIG",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="The YAML file with all settings; without it, defaults and FIGUREWATCH_... variables.",
    )
    return option(command)


def settings_of(config: Path | None, overrides: Mapping[str, Any] | None = None) -> "Settings":
    """Return the settings of `config`, the environment and `overrides`. Raises `SettingsError`."""
    from wire.settings.load import load

    return load(config, os.environ, overrides)
