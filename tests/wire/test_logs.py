import io
import json
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wire.logs import JsonFormatter, TextFormatter, escape, set_up
from wire.settings.model import LogSettings

pytestmark = pytest.mark.usefixtures("logging_restored")


def logged(settings: LogSettings, terminal: bool = False) -> list[str]:
    class Out(io.StringIO):
        def isatty(self) -> bool:
            return terminal

    out = Out()
    set_up(settings, out)
    log = logging.getLogger("wire.test")
    log.debug("hidden")
    log.warning("a %r came", "feed\x1b[2J", extra={"url": "http://a/\n\x1b[31m", "count": 3})
    try:
        raise ValueError("two\nlines")
    except ValueError:
        log.exception("failed")
    return out.getvalue().splitlines()


def test_outside_a_terminal_each_line_is_json_with_the_extras() -> None:
    first, second = (json.loads(line) for line in logged(LogSettings()))
    assert first["level"] == "warning"
    assert first["logger"] == "wire.test"
    assert first["message"] == "a 'feed\\x1b[2J' came"
    assert first["url"] == "http://a/\n\x1b[31m"
    assert first["count"] == 3
    assert first["time"].endswith("+00:00")
    assert "ValueError: two\nlines" in second["traceback"]


def test_on_a_terminal_lines_are_readable_and_hold_no_control_characters() -> None:
    lines = logged(LogSettings(), terminal=True)
    assert lines[0].endswith("WARNING wire.test: a 'feed\\x1b[2J' came (url=http://a/\\n\\x1b[31m, count=3)")
    assert lines[-2:] == ["ValueError: two", "lines"]
    assert all(line.isprintable() for line in lines)


def test_what_libraries_say_in_detail_is_never_logged() -> None:
    out = io.StringIO()
    set_up(LogSettings(level="debug"), out)
    for name in ("urllib3.connectionpool", "kafka.conn", "requests_oauthlib.oauth1_auth", "hooks"):
        logging.getLogger(name).debug("POST /services/T0/B0/token")
    logging.getLogger("uvicorn.error").info("started", extra={"color_message": "\x1b[36mstarted"})
    (line,) = map(json.loads, out.getvalue().splitlines())
    assert line["message"] == "started"
    assert "color_message" not in line


def test_the_level_is_kept() -> None:
    assert any('"hidden"' in line for line in logged(LogSettings(level="debug")))
    assert len(logged(LogSettings(level="error"))) == 1


@given(st.text())
def test_escaped_text_is_printable_and_printable_text_stays(text: str) -> None:
    assert escape(text).isprintable()
    if text.isprintable():
        assert escape(text) == text


@given(
    st.text(), st.dictionaries(st.text(min_size=1).filter(lambda name: name not in ("message", "asctime")), st.text())
)
def test_any_text_gives_one_line(message: str, details: dict[str, str]) -> None:
    record = logging.makeLogRecord({"msg": "%s", "args": (message,)})
    for name, value in details.items():
        if name not in vars(record):
            vars(record)[name] = value  # as logging does with `extra`
    assert len(TextFormatter().format(record).splitlines()) == 1
    assert "\n" not in JsonFormatter().format(record)
