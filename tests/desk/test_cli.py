"""The command line as people meet it: what it prints, its exit codes, and one sentence for what went wrong."""

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
import yaml

COMMANDS = (
    ("demo",),
    ("samples",),
    ("run",),
    ("ingest",),
    ("enrich",),
    ("alert",),
    ("extract",),
    ("replay",),
    ("figures",),
    ("config", "check"),
    ("config", "show"),
    ("feeds", "list"),
    ("feeds", "check"),
    ("feeds", "import"),
    ("subscribers", "list"),
    ("subscribers", "test"),
    ("subscribers", "explain"),
    ("silences", "list"),
    ("silences", "add"),
    ("silences", "remove"),
    ("dead", "list"),
    ("dead", "show"),
    ("dead", "replay"),
    ("dead", "drop"),
    ("dead", "resume"),
    ("topics", "ensure"),
    ("doctor",),
    ("trace",),
    ("health",),
)
HEAVY = ("spacy", "kafka", "apprise", "feedparser", "redis", "aiohttp")


def figurewatch(*words: object, **environ: str) -> "subprocess.CompletedProcess[str]":
    clean = {key: value for key, value in os.environ.items() if not key.startswith("FIGUREWATCH_")}
    command = [sys.executable, "-m", "desk.cli", *map(str, words)]
    return subprocess.run(
        command, capture_output=True, text=True, env={**clean, **environ}, stdin=subprocess.DEVNULL, timeout=60
    )


def sentence(done: "subprocess.CompletedProcess[str]") -> str:
    """Return the one sentence on standard error."""
    assert done.stderr.startswith("figurewatch: ")
    assert done.stderr.count("\n") == 1
    return done.stderr


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "figurewatch.yaml"
    path.write_text(
        "feeds:\n  - {url: 'https://me:pass1@a.example/feed', outlet: Wire}\n"
        "subscribers:\n  - {name: desk, channels: ['json://pass2@b.example']}\n"
        "redis:\n  url: redis://:pass3@localhost\n",
        encoding="utf-8",
    )
    return path


def test_help_names_every_command() -> None:
    done = figurewatch("--help")
    assert done.returncode == 0
    for command, *_ in COMMANDS:
        assert f"\n  {command} " in done.stdout


@pytest.mark.parametrize("words", [(), ("feeds",)])
def test_without_a_command_help_is_shown_as_wrong_use(words: tuple[str, ...]) -> None:
    done = figurewatch(*words)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("Usage: figurewatch")


def test_every_command_explains_itself() -> None:
    from desk.cli import cli

    for words in COMMANDS:
        command: click.Command = cli
        for word in words:
            assert isinstance(command, click.Group)
            command = command.commands[word]
        assert command.help
        assert command.help.endswith(".")


@pytest.mark.parametrize("words", [("--help",), ("config", "check"), ("config", "show"), ("feeds", "list")])
def test_small_commands_load_nothing_heavy(words: tuple[str, ...]) -> None:
    program = (
        "import sys\nfrom desk.cli import main\n"
        f"try:\n    main({list(words)!r})\n"
        f"finally:\n    print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stderr == "[]\n"


def test_a_right_file_is_fine_and_what_an_editor_would_miss_is_told(config: Path) -> None:
    done = figurewatch("config", "check", "-c", config)
    assert done.returncode == 0
    assert done.stdout.startswith(f"{config}: fine, 1 feed, 1 subscriber, over the embedded Redis.\n")
    assert "no link to their evidence page" in done.stdout


def test_a_typo_is_one_sentence_with_key_and_line(config: Path) -> None:
    config.write_text("feeds: []\ningest:\n  intervall: 3\n", encoding="utf-8")
    done = figurewatch("config", "check", "-c", config)
    assert done.returncode == 1
    assert sentence(done) == (
        f'figurewatch: {config}, line 3: unknown key "intervall" in ingest; did you mean "interval"?\n'
    )


def test_settings_are_shown_without_secrets(config: Path) -> None:
    done = figurewatch("config", "show", "-c", config, FIGUREWATCH_BUS__KAFKA__PASSWORD="pass4")
    assert done.returncode == 0
    assert "pass" not in done.stdout.replace("password", "")
    shown = yaml.safe_load(done.stdout)
    assert shown["redis"]["url"] == "**********"
    assert shown["ingest"]["interval"] == 300.0


def test_the_file_may_be_named_in_the_environment(config: Path) -> None:
    done = figurewatch("feeds", "list", FIGUREWATCH_CONFIG=str(config))
    assert done.returncode == 0
    assert "Wire" in done.stdout
    assert "pass1" not in done.stdout


def test_lists_name_feeds_and_subscribers(config: Path) -> None:
    feeds = figurewatch("feeds", "list", "-c", config).stdout.splitlines()
    assert len(feeds) == 3
    assert feeds[-1].split()[:4] == ["Wire", "new", "5", "min"]
    subscribers = figurewatch("subscribers", "list", "-c", config).stdout
    assert "desk" in subscribers
    assert "json" in subscribers
    assert "pass2" not in subscribers


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("rnu",), 2, "Did you mean 'run'?"),
        (("run", "--fed", "x"), 2, "No such option"),
        (("run",), 2, "There is no feed to watch"),
        (("run", "-c", "nowhere.yaml"), 2, "does not exist"),
        (("run", "--feed", "news"), 1, "expected a whole http or https address"),
        (("run", "--feed", "https://a.example", "--notify", "slakc://pass5"), 1, 'subscriber "command-line"'),
        (("feeds", "check", "http://127.0.0.1:9/feed"), 1, "ingest.allow_private"),
        (("feeds", "import", __file__), 1, "OPML"),
        (("ingest",), 1, 'bus.kind "kafka" or "redis"'),
        (("subscribers", "test", "nobody"), 1, 'There is no subscriber "nobody"'),
        (("extract", "nowhere.jsonl"), 2, "does not exist"),
        (("figures",), 2, "Missing argument"),
    ],
)
def test_wrong_use_is_2_and_failure_1_each_one_sentence(words: tuple[str, ...], code: int, told: str) -> None:
    done = figurewatch(*words)
    assert done.returncode == code
    assert told in sentence(done)
    assert "pass5" not in done.stderr
    assert done.stdout == ""


def test_a_stage_by_itself_needs_a_redis() -> None:
    done = figurewatch("alert", FIGUREWATCH_BUS__KIND="kafka")
    assert done.returncode == 1
    assert "set redis.url" in sentence(done)


def test_a_list_of_feeds_becomes_settings(tmp_path: Path) -> None:
    opml = tmp_path / "feeds.opml"
    opml.write_text(
        '<opml version="2.0"><body><outline text="World"><outline type="rss" text="Wire" '
        'xmlUrl="https://a.example/feed"/></outline></body></opml>',
        encoding="utf-8",
    )
    done = figurewatch("feeds", "import", opml)
    assert done.returncode == 0
    (tmp_path / "figurewatch.yaml").write_text(done.stdout, encoding="utf-8")
    listed = figurewatch("feeds", "list", "-c", tmp_path / "figurewatch.yaml").stdout
    assert "Wire" in listed
    assert "https://a.example/feed" in listed


def test_a_channel_that_nobody_knows_is_told_by_config_check(config: Path) -> None:
    config.write_text(config.read_text(encoding="utf-8").replace("json://", "jsno://"), encoding="utf-8")
    done = figurewatch("config", "check", "-c", config)
    assert done.returncode == 1
    assert 'subscriber "desk"' in sentence(done)
    assert "pass2" not in done.stderr


def test_a_template_that_does_not_work_is_told_by_config_check(config: Path, tmp_path: Path) -> None:
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "plain.txt").write_text("{{ head }}\n{% if story %}\n{{ story.nothing }}{% endif %}", encoding="utf-8")
    config.write_text(f"{config.read_text(encoding='utf-8')}\nalerts: {{templates: {folder}}}\n", encoding="utf-8")
    done = figurewatch("config", "check", "-c", config)
    assert done.returncode == 1
    assert f"{folder / 'plain.txt'}, line 3: " in sentence(done)


def test_a_reader_that_goes_away_is_no_failure(config: Path) -> None:
    program = f"{sys.executable} -m desk.cli config show | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", program], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0
    assert done.stderr == ""
