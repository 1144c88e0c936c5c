"""A real server, and a browser page that is watched."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import HTTPError, URLError

import pytest
from playwright.sync_api import Browser, Page

from cutover.store import Store

ROOT = Path(__file__).resolve().parents[2]
PROBE = re.compile(r"/\w+/_stcore/(health|host-config)$")
"""Streamlit looks under the page's own path first when a deep link is opened: an expected 404."""


@dataclass
class Server:
    """A running server: its address, its store and what it wrote."""

    address: str
    store: Store
    log: Path


@dataclass
class Watch:
    """What a page did wrong: console errors, exceptions, requests that left this machine."""

    page: Page
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.faults.append(f"exception {error}"))
        self.page.on("request", self._request)

    def _console(self, message) -> None:
        if message.type == "error" and not PROBE.search(message.location.get("url", "")):
            self.faults.append(f"console {message.text}")

    def _request(self, request) -> None:
        if not re.match(r"(https?|wss?)://127\.0\.0\.1[:/]|data:|blob:", request.url):
            self.faults.append(f"foreign request {request.url}")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def fetch(address: str, **headers: str) -> tuple[int, dict, str]:
    """Return status, headers and body of an address."""
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=10) as answer:
            return answer.status, dict(answer.headers), answer.read().decode()
    except HTTPError as error:
        return error.code, dict(error.headers), error.read().decode()


def serve(folder: Path, store: Path | None, log: Path, *options: str, port: int | None = None) -> Iterator[str]:
    """Run the server of a project folder, on a free port if none is named; give its address once it listens."""
    port = port or free_port()
    environment = {k: v for k, v in os.environ.items() if k != "CUTOVER_STORE"}
    environment |= {"CUTOVER_STORE": str(store)} if store else {}
    arguments = ["run", "app.py", "--server.port", str(port), "--server.headless", "true", *options]
    command = [sys.executable, "-m", "streamlit", *arguments]
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=output, stderr=output)
    try:
        address = f"http://127.0.0.1:{port}"
        for _ in range(240):
            if process.poll() is not None:
                pytest.fail(f"the server ended: {log.read_text()[-2000:]}")
            try:
                fetch(f"{address}/_stcore/health")
                break
            except (URLError, ConnectionError, TimeoutError):
                time.sleep(0.25)
        yield address
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def visitor(browser: Browser, width: int = 1920, height: int = 1080) -> Iterator[Watch]:
    """Let a fresh visitor in, whose page's faults are noted."""
    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    page.set_default_timeout(30_000)
    yield Watch(page)
    context.close()
