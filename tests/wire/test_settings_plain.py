"""Settings as plain values: nothing secret in what is shown, nothing lost in what is handed on."""

import json

from wire.settings.masking import masked_url
from wire.settings.model import Settings
from wire.settings.plain import masked, revealed

WHOLE = Settings.model_validate(
    {
        "feeds": [{"url": "https://me:secret1@a.example:8443/feed?token=secret2&page=1"}],
        "subscribers": [
            {
                "name": "desk",
                "channels": ["slack://secret3"],
                "webhooks": [{"url": "https://b.example/?key=secret4", "secrets": ["secret5"]}],
                "measures": ["killed"],
                "relations": ["revises", "updates"],
            }
        ],
        "redis": {"url": "redis://:secret6@host"},
        "bus": {"kafka": {"password": "secret7"}},
        "alerts": {"notify_max_age": None},
    }
)


def test_nothing_secret_is_shown() -> None:
    shown = json.dumps(masked(WHOLE))
    assert "secret" not in shown.replace('"secrets"', "")
    assert "a.example:8443/feed" in shown


def test_what_a_child_gets_is_the_same_again() -> None:
    assert Settings.model_validate(json.loads(json.dumps(revealed(WHOLE)))) == WHOLE


def test_addresses_without_secrets_stay_as_they_are() -> None:
    for url in ("https://a.example/x/y.xml", "http://[::1]:80/feed", "https://a.example"):
        assert masked_url(url) == url
    assert masked_url("https://a.example:port/") == "**********"
