"""`figurewatch samples`: feeds and a newsroom for an installation that runs elsewhere."""

import base64
import hashlib
import hmac
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import msgspec

from tests.alerts.makers import a_contradiction
from tests.servers.process import free_port

KEY = b"a key of twenty-four byt"


def test_feeds_fill_and_signed_alerts_are_shown(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("whsec_" + base64.b64encode(KEY).decode() + "\n")
    port = free_port()
    command = [sys.executable, "-m", "desk.cli", "samples", "--port", str(port), "--secret-file", str(secret)]
    shown = tmp_path / "shown"
    with shown.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, env={**os.environ, "PYTHONUNBUFFERED": "1"})
    try:
        until(lambda: "webhook:" in shown.read_text())
        feeds = [line.removeprefix("feed: ") for line in shown.read_text().splitlines() if line.startswith("feed: ")]
        assert all(get(feed).count(b"<title>") < 5 for feed in feeds), "what is there at first would be old news"
        until(lambda: any(b"<item>" in get(feed) or b"<entry>" in get(feed) for feed in feeds))
        body = msgspec.json.encode({"type": "contradiction", "data": a_contradiction()})
        assert post(f"http://127.0.0.1:{port + 1}/alerts", body, key=b"another") == 401
        assert post(f"http://127.0.0.1:{port + 1}/alerts", body, key=KEY) == 204
        until(lambda: "CONTRADICTS" in shown.read_text())
    finally:
        process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0


def until(done: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=5) as answer:
        return bytes(answer.read())


def post(url: str, body: bytes, *, key: bytes) -> int:
    signature = base64.b64encode(hmac.new(key, b"m.1." + body, hashlib.sha256).digest()).decode()
    heads = {"webhook-id": "m", "webhook-timestamp": "1", "webhook-signature": f"v1,{signature}"}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, heads), timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
