"""Any channel that Apprise knows, from its URL. The only module that imports Apprise.

Apprise reports failures in its log alone, so its log is listened to while a message is sent; of what it says only the
kind of failure is kept, as some of its lines hold addresses. Its lines go nowhere else.
"""

import contextvars
import logging
import re
import threading
from typing import Any
from urllib.parse import urlsplit

import apprise

from alerts.channels.naming import channel_name
from alerts.channels.port import Failed, Outcome, Reason, Sent, reason_of_status
from alerts.letter import Letter
from alerts.render import html, markdown, plain, sms
from alerts.render.clean import line
from alerts.render.message import Message, Reader, compose_message
from alerts.render.shorter import shorter

_GENERIC = frozenset({"json", "jsons", "xml", "xmls", "form", "forms"})
"""Receivers that are programs: they get plain text unless their URL asks for another format."""

_MARKUP = {
    apprise.NotifyFormat.TEXT: (plain, "plain.txt"),
    apprise.NotifyFormat.MARKDOWN: (markdown, "markdown.md"),
    apprise.NotifyFormat.HTML: (html, "html.html"),
}

SHORT = 640
"""Characters up to which what a service takes is a text message."""

_FULL = 0.9
"""How much of what a service takes is used: its own markup may be longer than ours."""

_STATUS = re.compile(r"error[ =:]*(\d{3})\b", re.IGNORECASE)
_UNREACHED = re.compile(r"connection|socket|resolve|refused|unreachable", re.IGNORECASE)
_LATE = re.compile(r"timed? ?-?out", re.IGNORECASE)


class AppriseChannel:
    """Sends alerts to one Apprise URL; see `alerts.channels.port`."""

    def __init__(self, url: str, *, subscriber: str, reader: Reader, timeout: float) -> None:
        """Send to `url`, waiting at most `timeout` seconds for each answer.

        Raises `ValueError`, whose text does not hold the URL, where Apprise cannot make anything of it.
        """
        _listen()
        self.kind = urlsplit(url).scheme.lower() or "unknown"
        self.name = channel_name(subscriber, self.kind, url)
        asset = apprise.AppriseAsset(app_id="figurewatch", app_desc="figurewatch", app_url="", secure_logging=True)
        heard: list[str] = []
        token = _heard.set(heard)
        try:
            self._service: Any = apprise.Apprise.instantiate(url, asset=asset)
        finally:
            _heard.reset(token)
        if self._service is None:
            raise ValueError(f'subscriber "{subscriber}" has a "{self.kind}" channel that Apprise cannot use')
        self._service.socket_connect_timeout = min(timeout, 10.0)
        self._service.socket_read_timeout = timeout
        self._reader = reader
        self._longest = 2 * timeout  # a connection, then an answer
        self._stuck: threading.Thread | None = None

    def send(self, letter: Letter, key: str) -> Outcome:
        """Send the letter; `key` is of no use, as Apprise has nothing like it.

        A server that goes on answering without coming to an end is left behind in a thread of its own; until that has
        ended, if ever, nothing else is tried.
        """
        if self._stuck is not None and self._stuck.is_alive():
            return Failed("timeout")
        title, body, form = self._written(compose_message(letter, self._reader))
        outcomes: list[Outcome] = []
        sending = threading.Thread(
            target=lambda: outcomes.append(self._sent(title, body, form)), name=f"apprise {self.name}", daemon=True
        )
        sending.start()
        sending.join(self._longest)
        if not outcomes:
            self._stuck = sending
            return Failed("timeout")
        return outcomes[0]

    def _sent(self, title: str, body: str, form: apprise.NotifyFormat) -> Outcome:
        heard: list[str] = []
        token = _heard.set(heard)
        try:
            taken = self._service.notify(
                body=body, title=title, body_format=form, notify_type=apprise.NotifyType.WARNING
            )
        except Exception as error:  # a plugin's own fault must not end the channel's thread
            return Failed("timeout" if isinstance(error, TimeoutError) else "other")
        finally:
            _heard.reset(token)
        return Sent() if taken else Failed(_reason(heard))

    def _written(self, message: Message) -> tuple[str, str, apprise.NotifyFormat]:
        """Return title and body in the form that the service takes as it is."""
        longest = self._service.body_maxlen
        wanted = apprise.NotifyFormat.TEXT if self.kind in _GENERIC else apprise.NotifyFormat.MARKDOWN
        form = self._service.resolve_format(wanted)
        cutting = self._service.overflow_mode == apprise.OverflowMode.UPSTREAM  # else its URL says what is to be done
        for each in shorter(message) if longest > SHORT else ():
            title, body = self._whole(each, form)
            if len(body) <= longest * _FULL or not cutting:
                return title, body, form
        short = self._reader.templates.written("sms.txt", message)
        text = sms.render(message, longest) if short is None else line(short, longest)
        return "", text, apprise.NotifyFormat.TEXT

    def _whole(self, message: Message, form: apprise.NotifyFormat) -> tuple[str, str]:
        """Return title and body in the markup `form`; no title for a service that knows none."""
        markup, name = _MARKUP[form]
        written = self._reader.templates.written(name, message)
        body = markup.body(message) if written is None else written
        if self._service.title_maxlen > 0:
            return message.head, body
        return "", f"{markup.head(message)}\n\n{body}"


_heard: contextvars.ContextVar[list[str] | None] = contextvars.ContextVar("heard", default=None)


class _Ear(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        heard = _heard.get()
        if heard is not None:
            heard.append(record.getMessage())


def _listen() -> None:
    """Take over Apprise's log, once, and keep HTTP libraries from logging paths, which are tokens for most chats."""
    logger = logging.getLogger("apprise")
    if not any(isinstance(handler, _Ear) for handler in logger.handlers):
        logger.addHandler(_Ear())
    logger.setLevel(logging.WARNING)
    logger.propagate = False
    logging.getLogger("urllib3").setLevel(logging.ERROR)


def _reason(heard: list[str]) -> Reason:
    text = " ".join(heard)
    status = _STATUS.search(text)
    if status:
        return reason_of_status(int(status[1]))
    if _LATE.search(text):
        return "timeout"
    return "unreachable" if _UNREACHED.search(text) else "other"
