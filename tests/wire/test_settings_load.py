"""The settings file, the environment and secret files: what is taken, and what is said of what cannot be."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from wire.settings.load import SettingsError, load
from wire.settings.model import Settings

SECRET = "hunter2-hunter2"


def from_text(folder: Path, text: str, environ: dict[str, str] | None = None) -> Settings:
    path = folder / "figurewatch.yaml"
    path.write_text(text, encoding="utf-8")
    return load(path, environ or {})


def complaint(folder: Path, text: str, environ: dict[str, str] | None = None) -> str:
    """Return the error for `text`, without the folder."""
    with pytest.raises(SettingsError) as caught:
        from_text(folder, text, environ)
    return str(caught.value).replace(f"{folder}/", "")


def from_environment(**variables: str) -> Settings:
    return load(None, {f"FIGUREWATCH_{name}": value for name, value in variables.items()})


def test_without_a_file_the_defaults_hold() -> None:
    assert load(None, {"PATH": "/bin", "HOME": "/root"}) == Settings()


def test_an_empty_file_and_empty_sections_leave_the_defaults(tmp_path: Path) -> None:
    assert from_text(tmp_path, "") == Settings()
    assert from_text(tmp_path, "# nothing yet\nfeeds:\nbus:\n  kafka:\n") == Settings()


def test_durations_are_written_with_units(tmp_path: Path) -> None:
    settings = from_text(tmp_path, "ingest:\n  interval: 15m\nledger:\n  single_source: 2 d\nalerts:\n  timeout: 7.5\n")
    assert settings.ingest.interval == 900
    assert settings.ledger.single_source == 2 * 86_400
    assert settings.alerts.timeout == 7.5


def test_null_switches_the_age_limit_off(tmp_path: Path) -> None:
    assert from_text(tmp_path, "alerts:\n  notify_max_age: null\n").alerts.notify_max_age is None
    assert from_environment(ALERTS__NOTIFY_MAX_AGE="null").alerts.notify_max_age is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("inggest: {}", 'line 1: unknown key "inggest"; did you mean "ingest"?'),
        ("ingest:\n  intervall: 3", 'line 2: unknown key "intervall" in ingest; did you mean "interval"?'),
        ("log:\n  zzz: 3", 'line 2: unknown key "zzz" in log; known are level and format'),
        ("feeds:\n  - url: https://a.example\n    outlett: A", "line 3: unknown key"),
        ("ingest:\n  interval: soon", "line 2: ingest.interval: expected a duration"),
        ("ingest:\n  interval: yes", "line 2: ingest.interval: expected a number"),
        ("ingest:\n  interval: -3", "line 2: ingest.interval: expected at least 0, found '-3'"),
        ("ingest:\n  interval: .inf", "line 2: ingest.interval: expected a finite number"),
        ("feeds:\n\n  - outlet: A", 'line 3: feeds[0] lacks "url"'),
        ("feeds:\n  - url: ftp://a.example", "line 2: feeds[0].url: expected a whole http or https address"),
        ("feeds:\n  - https://a.example", 'line 2: feeds[0]: expected "key: value" lines'),
        ("feeds: {url: 'https://a.example'}", "line 1: feeds: expected a list"),
        ("bus:\n  kind: kafak", 'line 2: bus.kind: expected one of "embedded", "redis" or "kafka", found \'kafak\''),
        ("bus: kafka", 'line 1: bus: expected "key: value" lines'),
        ("http:\n  port: 70000", "line 2: http.port: expected at most 65535, found '70000'"),
        ("http:\n  port: many", "line 2: http.port: expected a whole number, found 'many'"),
        ("namespace: 12", "line 1: namespace: expected text"),
        ("namespace: a b", "line 1: namespace: expected 1 to 64 letters"),
        ("subscribers:\n  - name: desk", 'line 2: subscribers[0]: subscriber "desk" has neither channels nor webhooks'),
        (
            "subscribers:\n  - name: d\n    channels: ['json://x']\n    timezone: Berlin",
            "line 4: subscribers[0].timezone",
        ),
        (
            "subscribers:\n  - name: d\n    channels: ['json://x']\n    relations: [clash]",
            "line 4: subscribers[0].relat",
        ),
        ("bus:\n  kind: kafka\n  kind: redis", 'line 3: the key "kind" is there twice'),
        (
            "feeds:\n  - url: https://a.example\n  - url: https://a.example",
            'line 3: feeds[1].url: "https://a.example" is there twice',
        ),
        (
            "feeds:\n  - url: https://a.example\n    slowest: 60",
            "line 3: feeds[0].slowest: is shorter than ingest.interval: give the feed an interval too",
        ),
        ("- a\n- b", 'line 1: expected "key: value" lines'),
        ("bus:\n\tkind: kafka", "line 2: a tab where YAML wants spaces"),
        ("a: b: c", 'line 1: a ":" too many'),
        ("feeds: [1", "line"),
        ("log: &a\n  level: *a\n  format: &b [*b]", "line"),
        ("a\x07: 3", "line 1: a character that YAML does not allow"),
    ],
)
def test_what_cannot_be_used_is_named_with_key_and_line(tmp_path: Path, text: str, sentence: str) -> None:
    told = complaint(tmp_path, text)
    assert told.startswith("figurewatch.yaml")
    assert sentence in told
    assert "\n" not in told


@pytest.mark.parametrize(
    "text",
    [
        f"redis:\n  url: !{SECRET}",
        f"redis:\n  url: *{SECRET}",
        f"redis: redis://:{SECRET}@host",
        f"subscribers: slack://{SECRET}",
        f"subscribers:\n  - name: d\n    channels: slack://{SECRET}",
        f"subscribers:\n  - name: d\n    channels: [{{slack: {SECRET}}}]",
        f"subscribers:\n  - name: d\n    webhooks: [{{url: 'ftp://{SECRET}@x', secrets: [x]}}]",
        f"feeds:\n  - url: ftp://me:{SECRET}@a.example",
        f"feeds:\n  - url: https://me:{SECRET}@a.example\n  - url: https://me:{SECRET}@a.example",
        f"bus:\n  kafka:\n    password: {{a: {SECRET}}}",
        f"bus:\n  kafka:\n    password: '{SECRET}",
        f"bus:\n  kafka:\n    password: {SECRET}: x",
    ],
)
def test_no_secret_is_told(tmp_path: Path, text: str) -> None:
    assert SECRET not in complaint(tmp_path, text)


def test_a_file_that_is_not_there_or_no_text_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"cannot be read \(No such file"):
        load(tmp_path / "nowhere.yaml", {})
    (tmp_path / "binary.yaml").write_bytes(b"\xff\xfe\x00\x80")
    with pytest.raises(SettingsError, match="is no UTF-8 text"):
        load(tmp_path / "binary.yaml", {})


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "figurewatch.yaml"
    path.write_bytes(b"\xef\xbb\xbfnamespace: desk\n")
    assert load(path, {}).namespace == "desk"


def test_merged_keys_are_taken_and_own_ones_win(tmp_path: Path) -> None:
    text = "ingest: &slow\n  interval: 9m\n  timeout: 9s\n"
    settings = from_text(
        tmp_path, text.replace("&slow", "") + "log: {<<: {level: error, format: json}, level: debug}\n"
    )
    assert (settings.log.level, settings.log.format) == ("debug", "json")


def test_the_environment_overrides_the_file(tmp_path: Path) -> None:
    text = "bus:\n  kind: redis\n  partitions: 8\nfeeds:\n  - url: https://a.example\n    outlet: A\n"
    environ = {"FIGUREWATCH_BUS__KIND": "kafka", "FIGUREWATCH_FEEDS__0__OUTLET": "B"}
    settings = from_text(tmp_path, text, environ)
    assert (settings.bus.kind, settings.bus.partitions, settings.feeds[0].outlet) == ("kafka", 8, "B")


def test_the_environment_alone_can_say_everything() -> None:
    settings = from_environment(
        NAMESPACE="0123",
        INGEST__INTERVAL="90",
        INGEST__ALLOW_PRIVATE="true",
        FEEDS__0__URL="https://a.example",
        FEEDS__1__URL="https://b.example",
        SUBSCRIBERS='[{name: desk, channels: ["json://a"]}]',
        SUBSCRIBERS__0__OUTLETS="Wire Post",
        SUBSCRIBERS__0__RELATIONS="[revises]",
    )
    assert settings.namespace == "0123"
    assert settings.ingest.interval == 90
    assert settings.ingest.allow_private
    assert [feed.url for feed in settings.feeds] == ["https://a.example", "https://b.example"]
    assert settings.subscribers[0].outlets == ("Wire", "Post")
    assert settings.subscribers[0].relations == {"revises"}


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("BUS__KIN", "kafka", "there is no such setting; did you mean FIGUREWATCH_BUS__KIND?"),
        ("NAMESPAC", "x", "there is no such setting; did you mean FIGUREWATCH_NAMESPACE?"),
        ("BUS__KIND", "kafak", "bus.kind: expected one of"),
        ("BUS__PARTITIONS", "few", "bus.partitions: expected a whole number, found 'few'"),
        ("FEEDS__1__URL", "https://a.example", "item 1 would be the next after a gap, there are 0"),
        ("FEEDS", "{", "expected YAML on one line"),
        ("FEEDS__0__URL__DEEP", "x", "there is no such setting"),
        ("FEEDS__NONE__URL", "x", "there is no such setting"),
    ],
)
def test_a_variable_that_cannot_be_used_is_named(variable: str, value: str, sentence: str) -> None:
    with pytest.raises(SettingsError) as caught:
        from_environment(**{variable: value})
    assert str(caught.value).startswith(f"environment variable FIGUREWATCH_{variable}: ")
    assert sentence in str(caught.value)


def test_a_variable_that_does_not_fit_what_the_file_has_is_named(tmp_path: Path) -> None:
    for text, variable in (("bus: kafka", "BUS__KIND"), ("feeds: {url: x}", "FEEDS__0__URL"), ("feeds: x", "FEEDS__0")):
        told = complaint(tmp_path, text, {f"FIGUREWATCH_{variable}": "{}"})
        assert "FIGUREWATCH_" in told or told.startswith("figurewatch.yaml, line 1: feeds")


def test_what_kubernetes_sets_for_a_service_of_our_name_is_passed_over() -> None:
    links = {
        "PORT": "tcp://10.0.0.1:80",
        "SERVICE_HOST": "10.0.0.1",
        "SERVICE_PORT": "80",
        "SERVICE_PORT_HTTP": "80",
        "PORT_80_TCP_ADDR": "10.0.0.1",
        "INGEST_PORT_9100_TCP": "tcp://10.0.0.1:9100",
    }
    assert from_environment(**links) == Settings()


def test_secrets_come_from_files(tmp_path: Path) -> None:
    (tmp_path / "redis").write_text("redis://:pass@host/0\n", encoding="utf-8")
    (tmp_path / "channels").write_text("slack://a\njson://b\n", encoding="utf-8")
    text = "redis:\n  url_file: redis\nsubscribers:\n  - name: desk\n    channels_file: channels\n"
    settings = from_text(tmp_path, text)
    assert settings.redis.url == SecretStr("redis://:pass@host/0")
    assert settings.subscribers[0].channels == (SecretStr("slack://a"), SecretStr("json://b"))
    password = load(None, {"FIGUREWATCH_BUS__KAFKA__PASSWORD_FILE": str(tmp_path / "redis")}).bus.kafka.password
    assert password == SecretStr("redis://:pass@host/0")


def test_a_secret_file_in_the_environment_wins_over_the_value_in_the_file(tmp_path: Path) -> None:
    (tmp_path / "redis").write_text("redis://new", encoding="utf-8")
    settings = from_text(
        tmp_path, "redis:\n  url: redis://old\n", {"FIGUREWATCH_REDIS__URL_FILE": str(tmp_path / "redis")}
    )
    assert settings.redis.url == SecretStr("redis://new")


def test_a_secret_file_that_cannot_serve_is_named(tmp_path: Path) -> None:
    assert 'redis.url_file: "nowhere" cannot be read' in complaint(tmp_path, "redis:\n  url_file: nowhere")
    (tmp_path / "empty").write_text("\n", encoding="utf-8")
    assert 'redis.url_file: "empty" is empty' in complaint(tmp_path, "redis:\n  url_file: empty")
    assert "given twice" in complaint(tmp_path, "redis:\n  url: redis://a\n  url_file: empty")
    assert 'unknown key "level_file"' in complaint(tmp_path, "log:\n  level_file: empty")


def test_the_command_line_wins_over_all() -> None:
    environ = {"FIGUREWATCH_FEEDS": "[{url: 'https://a.example'}]"}
    settings = load(None, environ, {"feeds": [{"url": "https://b.example"}]})
    assert [feed.url for feed in settings.feeds] == ["https://b.example"]
    with pytest.raises(SettingsError, match=r"^command line: feeds\[0\]\.url: expected a whole http"):
        load(None, {}, {"feeds": [{"url": "b.example"}]})


@given(st.text(alphabet=st.sampled_from("ab:-[]{}&*!#|>'\" \n\t%@,?~1.é\x00\x07"), max_size=40))
def test_any_text_gives_settings_or_one_sentence(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        try:
            told = from_text(Path(folder), text).namespace
        except SettingsError as error:
            told = str(error)
    assert "\n" not in told
