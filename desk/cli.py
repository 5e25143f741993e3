"""The command `figurewatch`.

Exit codes: 0 fine, 1 a failure, 2 wrong use. Whatever goes wrong is told in one sentence on standard error; with
FIGUREWATCH_DEBUG=1 in the environment the traceback follows. Commands import what they need when they run, so that
help and `config check` do not wait for a language pipeline.
"""

import os
import sys
import traceback
from collections.abc import Callable, Sequence
from importlib.metadata import version

import click

from desk.commands import (
    config,
    dead,
    demo,
    doctor,
    feeds,
    figures,
    health,
    pages,
    run,
    silences,
    subscribers,
    texts,
    topics,
)

COMMANDS: Sequence[click.Command] = (
    demo.demo,
    demo.samples,
    run.run,
    run.ingest,
    run.enrich,
    run.alert,
    pages.pages,
    texts.extract,
    texts.replay,
    figures.figures,
    pages.verdicts,
    config.config,
    feeds.feeds,
    subscribers.subscribers,
    silences.silences,
    dead.dead,
    topics.topics,
    doctor.doctor,
    doctor.trace,
    health.health,
)


class _InOrder(click.Group):
    """Lists its commands in the order in which they were added: the way a newcomer meets them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in order."""
        return list(self.commands)


@click.group(cls=_InOrder, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(version("figurewatch"), prog_name="figurewatch", message="%(prog)s %(version)s")
def cli() -> None:
    """Watch news feeds and tell when a newly reported figure contradicts one reported before."""


for _command in COMMANDS:
    cli.add_command(_command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line (`arguments`: those of the process) and exit with 0, 1 or 2."""
    sys.exit(_exit_code(arguments))


def _exit_code(arguments: Sequence[str] | None) -> int:
    words = list(sys.argv[1:] if arguments is None else arguments)
    return guarded(lambda: _invoke(words))


def _invoke(words: list[str]) -> object:
    # Not cli.main(): it would answer a broken pipe by itself, with exit code 1.
    try:
        with cli.make_context("figurewatch", words) as context:
            return cli.invoke(context)
    except click.exceptions.Exit as exit_:
        return exit_.exit_code


def guarded(work: Callable[[], object]) -> int:
    """Do `work` and return the exit code; whatever it raises becomes one sentence on standard error."""
    try:
        outcome = work()
        sys.stdout.flush()
        return outcome if isinstance(outcome, int) else 0
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return 2
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "figurewatch"
        return _tell(f"{error.format_message().rstrip('.')} (see {command} --help).", 2)
    except click.ClickException as error:
        return _tell(error.format_message(), 1)
    except (click.Abort, KeyboardInterrupt):
        return _tell("Stopped.", 1)
    except BrokenPipeError:
        # The reader of our output has gone (`figurewatch replay ... | head`): no failure of ours. Python would flush
        # once more at exit, so standard output goes nowhere from here on.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if os.environ.get("FIGUREWATCH_DEBUG"):
            traceback.print_exc()
        return _tell(_sentence(error), 1)


def _sentence(error: Exception) -> str:
    """Return `error` in one line; ours are sentences already, others get their type's name before them."""
    text = " ".join(str(error).split())[:500]
    home = type(error).__module__.split(".")[0]
    if home in ("wire", "ingest", "enrich", "alerts", "desk") and text:
        return text
    return f"Unexpected {type(error).__name__}{': ' + text if text else ''} (FIGUREWATCH_DEBUG=1 shows where)."


def _tell(sentence: str, code: int) -> int:
    print(f"figurewatch: {sentence}", file=sys.stderr)
    return code


if __name__ == "__main__":
    main()
