"""A real identity provider, an application that signs people in by it, and people who did.

The people are those of `tests/identity_provider/people.json`; any password will do.
"""

import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.error import URLError

import pytest
from playwright.sync_api import Browser, Page

from cutover.store import Store

from .serving import ROOT, Server, Watch, fetch, free_port, serve, visitor

PROVIDER = ROOT / "tests" / "identity_provider"
LEAST_NODE = 20
COOKIE_SECRET = "of the browser tests only, of the browser tests only"
SECRETS = """\
[auth]
redirect_uri = "http://127.0.0.1:{{port}}/oauth2callback"
cookie_secret = "{secret}"
client_id = "cutover"
client_secret = "a-secret-of-the-tests-only"
server_metadata_url = "{issuer}/.well-known/openid-configuration"
client_kwargs = {{ scope = "openid profile email cutover", prompt = "login" }}

[access]
organisation_claim = "org"
roles_claim = "jobs"

[access.groups]
cutover-viewers = "viewer"
cutover-contributors = "contributor"
cutover-approvers = ["contributor", "approver"]
cutover-pmo = "pmo"
cutover-administrators = "administrator"

[access.organisations]
agency = "customer"
vendor = "provider"

[access.roles]
"Program Manager" = "program_manager"
"PMO Lead" = "pmo_lead"
"""


@pytest.fixture(scope="package")
def identity_provider(tmp_path_factory) -> Iterator[str]:
    """The issuer of a certified OpenID provider that runs on a free port; skipped where it is not installed."""
    node = shutil.which("node")
    if node is None or not (PROVIDER / "node_modules").is_dir():
        pytest.skip("the identity provider is not installed: npm ci in tests/identity_provider")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    if int(version.strip("v").split(".")[0]) < LEAST_NODE:
        pytest.skip(f"the identity provider needs node {LEAST_NODE}, not {version}")
    port, log = free_port(), tmp_path_factory.mktemp("identity") / "log"
    with log.open("w") as output:
        process = subprocess.Popen([node, "provider.mjs", str(port)], cwd=PROVIDER, stdout=output, stderr=output)
    try:
        wait_for(f"http://127.0.0.1:{port}/.well-known/openid-configuration", process, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="package")
def secured_app(identity_provider, tmp_path_factory) -> Iterator[Callable[[Store], Server]]:
    """Return a function that starts the application over a store, with the sign-in; it ends with the tests."""
    with ExitStack() as running:

        def start(store: Store) -> Server:
            folder = tmp_path_factory.mktemp("secured")
            secrets = folder / "secrets.toml"
            secrets.write_text(SECRETS.format(secret=COOKIE_SECRET, issuer=identity_provider), encoding="utf-8")
            served = contextmanager(serve)(ROOT, store.path, folder / "log", "--secrets.files", str(secrets))
            return Server(running.enter_context(served), store, folder / "log")

        yield start


@contextmanager
def signed_in(browser: Browser, server: Server, person: str, path: str = "/") -> Iterator[Watch]:
    """Let a person sign in through the provider on the way to a page."""
    with visitor(browser) as watch:
        sign_in(watch.page, f"{server.address}{path}", person)
        watch.faults.clear()  # those of the provider's own pages
        yield watch


def sign_in(page: Page, address: str, person: str) -> None:
    """Open an address as somebody without a session, and sign in at the provider that it leads to."""
    page.route(lambda url: not url.startswith("http://127.0.0.1"), lambda route: route.abort())
    page.goto(address)
    page.fill("input[name=login]", person)
    page.fill("input[name=password]", "any")
    page.click("button[type=submit]")
    page.locator(".answer h1").wait_for()


def wait_for(address: str, process: subprocess.Popen, log: Path) -> None:
    """Wait until an address answers."""
    for _ in range(120):
        if process.poll() is not None:
            pytest.fail(f"the identity provider ended: {log.read_text()[-2000:]}")
        try:
            fetch(address)
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.25)
        else:
            return
    pytest.fail(f"the identity provider did not answer: {log.read_text()[-2000:]}")
