"""Signing in through a real provider: who gets in, as what, and what ends it."""

import pytest
from conftest import add_load
from test_pages import NEWEST, rows_at

from cutover.store import Store

from .identity import signed_in

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def secured(secured_app, tmp_path_factory):
    """One secured application for all tests of this file."""
    store = Store(tmp_path_factory.mktemp("rooms") / "store")
    add_load(store, NEWEST, rows_at(NEWEST), "ferry")
    return secured_app(store)


def test_sign_in_leads_to_the_page_that_was_opened(secured, chromium):
    with signed_in(chromium, secured, "agency-lead", "/burndown?side=Customer") as watch:
        assert watch.page.url == f"{secured.address}/burndown?side=Customer"
        assert watch.faults == []
