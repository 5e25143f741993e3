"""Templates of the desk's own in place of the built-in texts: files in one folder, called after what they replace.

What a template is given is escaped already for its target, texts as addresses, so that nothing from a feed becomes
markup whatever the template does with it. They run in Jinja's sandbox. The only module of the stage that imports
Jinja2.
"""

import html
import json
import logging
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, TemplateNotFound, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from alerts import metrics
from alerts.render import card, markdown, slack
from alerts.render.message import Message

log = logging.getLogger(__name__)

LONGEST = 200_000
"""Characters that a template may make; more is a fault of its own."""


@dataclass(frozen=True, slots=True)
class Target:
    """How a target's texts and addresses are escaped, and what a template called so replaces."""

    replaces: str
    text: Callable[[str], str] = str
    address: Callable[[str], str] = str


def _in_json(escape: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: json.dumps(escape(text), ensure_ascii=False)[1:-1]


TARGETS: Mapping[str, Target] = {
    "head.txt": Target("the first line of every message"),
    "plain.txt": Target("the text below the first line, and the text part of mails"),
    "markdown.md": Target("the same as CommonMark, for Apprise", markdown.escape),
    "html.html": Target("the same as HTML, for Apprise", html.escape, html.escape),
    "mail.html": Target("the HTML document of a mail", html.escape, html.escape),
    "slack.txt": Target("the text below the first line in Slack, as mrkdwn", slack.escape, slack.address),
    "teams.json": Target("the Adaptive Card", _in_json(card.escape), _in_json(str)),
    "sms.txt": Target("a whole text message"),
}
"""What can be replaced, by the name of the file."""

_AS_IT_IS = frozenset(("kind", "relation", "measure", "role"))
"""Words of ours that templates compare."""

_ADDRESSES = frozenset(("link", "page", "short", "picture"))


class TemplateBroken(ValueError):
    """A template does not work; the text names file and line."""


class Templates:
    """The templates in `folder`; for None there are none."""

    def __init__(self, folder: Path | None) -> None:
        """Read nothing yet. A template that is changed while the service runs counts from the next message on.

        Raises `ValueError` where there is no such folder.
        """
        if folder is not None and not folder.is_dir():
            raise ValueError(f'alerts.templates: there is no folder "{folder}"')
        self._folder = folder
        self._environment: ImmutableSandboxedEnvironment | None = None
        if folder is not None:
            self._environment = ImmutableSandboxedEnvironment(
                loader=FileSystemLoader(folder),
                undefined=StrictUndefined,
                autoescape=False,
                trim_blocks=True,
                lstrip_blocks=True,
            )

    def written(self, name: str, message: Message) -> str | None:
        """Return what the template called `name` makes of `message`.

        None where there is no such template, and where it fails, which is logged and counted: then the built-in one is
        to be used.
        """
        try:
            return self.render(name, message)
        except TemplateBroken as error:
            metrics.TEMPLATE_FAILURES.labels(name).inc()
            log.error("template failed", extra={"template": name, "error": str(error)})
            return None

    def render(self, name: str, message: Message) -> str | None:
        """Return what the template called `name` makes of `message`, None where there is none. Raises
        `TemplateBroken`."""
        if self._environment is None:
            return None
        try:
            text = self._environment.get_template(name).render(values(message, TARGETS[name])).strip("\n")
            if name.endswith(".json") and not isinstance(json.loads(text), dict):
                raise TypeError("it makes no JSON object")
        except TemplateNotFound as error:
            if error.name == name:
                return None
            raise TemplateBroken(f"{self._place(error, name)}: there is no template {error.name}") from error
        except Exception as error:  # whatever a template does wrong must not keep an alert back
            raise TemplateBroken(f"{self._place(error, name)}: {_sentence(error)}") from error
        if len(text) > LONGEST:
            raise TemplateBroken(f"{self._path(name)}: it makes a text of {len(text):,} characters")
        return text

    def unknown(self) -> Sequence[str]:
        """Return the files in the folder that replace nothing and that no template includes by the look of it.

        Names that begin with an underscore are for parts that templates include.
        """
        if self._folder is None:
            return []
        names = [each.name for each in sorted(self._folder.iterdir()) if each.is_file()]
        return [name for name in names if name not in TARGETS and not name.startswith(("_", "."))]

    def broken(self, messages: Sequence[Message]) -> Iterator[str]:
        """Yield a sentence for each template that fails on one of `messages`, and each file that replaces nothing."""
        for name in self.unknown():
            yield f"{self._path(name)}: replaces nothing; templates are called {', '.join(TARGETS)}, parts _NAME"
        for name in TARGETS:
            try:
                for message in messages:
                    self.render(name, message)
            except TemplateBroken as error:
                yield str(error)

    def _path(self, name: str) -> Path:
        return (self._folder or Path()) / name

    def _place(self, error: Exception, name: str) -> str:
        """Return file and line of a failure."""
        if isinstance(error, TemplateSyntaxError):
            return f"{error.filename or self._path(error.name or name)}, line {error.lineno}"
        if isinstance(error, json.JSONDecodeError):
            return f"{self._path(name)}, line {error.lineno} of what it makes"
        for frame in reversed(traceback.extract_tb(error.__traceback__)):
            if self._folder is not None and Path(frame.filename).is_relative_to(self._folder):
                return f"{frame.filename}, line {frame.lineno}"
        return str(self._path(name))


def values(message: Message, target: Target) -> dict[str, Any]:
    """Return what a template sees of `message`: its fields, all escaped for `target`, and both sides by name."""
    found: dict[str, Any] = _escaped(message, target)
    story = found["story"]
    if story is not None:
        found["new"], found["prior"] = story["sides"][0], story["sides"][-1]
    return found


def _escaped(value: Any, target: Target, name: str = "") -> Any:
    if isinstance(value, str):
        return value if name in _AS_IT_IS else target.address(value) if name in _ADDRESSES else target.text(value)
    if isinstance(value, tuple):
        return [_escaped(each, target) for each in value]
    if is_dataclass(value):
        named = {each.name: _escaped(getattr(value, each.name), target, each.name) for each in fields(value)}
        return {**named, "summary": target.text(value.summary)} if hasattr(value, "summary") else named
    return value


def _sentence(error: Exception) -> str:
    return " ".join(f"{error}".split())[:200] or type(error).__name__
