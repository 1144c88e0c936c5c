"""A real server over a store of literal rows, and a browser that watches what the pages do."""

import shutil
from collections.abc import Iterator

import pytest
from conftest import add_load
from playwright.sync_api import Browser, sync_playwright
from test_pages import EARLIER, NEWEST, rows_at

from cutover.store import Store

from .identity import identity_provider, secured_app
from .serving import ROOT, Server, Watch, serve, visitor

__all__ = ["identity_provider", "secured_app"]
CHROMIUM = shutil.which("chromium")


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One browser for the tests of this folder, skipped where there is none; its event loop ends with them."""
    if CHROMIUM is None:
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def server(tmp_path_factory) -> Iterator[Server]:
    """A server over two snapshots."""
    folder = tmp_path_factory.mktemp("server")
    store = Store(folder / "store")
    for at in (EARLIER, NEWEST):
        add_load(store, at, rows_at(at), "ferry")
    for address in serve(ROOT, store.path, folder / "log"):
        yield Server(address, store, folder / "log")


@pytest.fixture
def watch(chromium) -> Iterator[Watch]:
    """A fresh visitor with a wide screen."""
    with visitor(chromium) as watch:
        yield watch
