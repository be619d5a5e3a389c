"""Chromium, and what it looks at: a town by a server, or the phone's modules alone."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from elaas import web
from tests.browser import office as offices
from tests.browser import workshop
from tests.browser.accessible import SMALL
from tests.browser.lab import Lab
from tests.browser.office import Office
from tests.browser.site import NOTHING, serving
from tests.browser.town import Town, screen, street
from tests.commands import free_port
from tests.conftest import database_address

STATIC = Path(web.__file__).parent / "static"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A file in one process: its tests share a browser, and some a town."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group(f"browser-{item.path.stem}"))
            item.add_marker(pytest.mark.needs("chromium", "chromium"))


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """There is one at most in a thread, and while it is there its event loop runs.

    So it ends with its file: other tests bring loops of their own. Django would refuse to ask the
    database in such a thread; nothing of ours runs on that loop.
    """
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as started:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield started


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """One browser for a file; every test opens a page of its own in it."""
    with _launched(playwright, "--enable-features=WebBluetooth") as browser:
        yield browser


@pytest.fixture(scope="module")
def plain_chromium(playwright: Playwright) -> Iterator[Browser]:
    """As `chromium`, with nothing switched on: it knows no Bluetooth."""
    with _launched(playwright) as browser:
        yield browser


@contextmanager
def _launched(playwright: Playwright, *arguments: str) -> Iterator[Browser]:
    browser = playwright.chromium.launch(
        executable_path=shutil.which("chromium"),
        chromium_sandbox=os.geteuid() != 0,
        args=arguments,
    )
    try:
        yield browser
    finally:
        browser.close()


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """The address of the static files; 127.0.0.1 is a secure context, as WebCrypto wants."""
    with serving(STATIC) as address:
        yield address


@pytest.fixture
def blank(chromium: Browser, site: str) -> Iterator[Page]:
    """An empty page there; an error that nobody caught fails the test."""
    with screen(chromium) as opened:
        opened.goto(f"{site}{NOTHING}")
        yield opened


@pytest.fixture
def lab(blank: Page) -> Lab:
    """The phone's modules, to be called from here."""
    return Lab(blank)


@pytest.fixture(scope="session")
def bridge() -> str:
    """The RADIO that the app of `office` is told of."""
    return f"ws:127.0.0.1:{free_port()}"


@pytest.fixture(scope="session")
def office(
    django_db_setup: None, tmp_path_factory: pytest.TempPathFactory, bridge: str
) -> Iterator[Office]:
    """One server for all tests of this process; each starts it, and leaves it as it was."""
    folder, told = tmp_path_factory.mktemp("office"), f"{bridge.replace('ws:', 'ws://')}/"
    with offices.office(folder, database_address(), ELAAS_SIMULATED_RADIO=told) as built:
        yield built


@pytest.fixture
def place(office: Office, tmp_path: Path, database_url: str, bridge: str) -> Iterator[Town]:
    """A town with one lock."""
    with street(office, tmp_path, radio=bridge) as built:
        yield built


@pytest.fixture
def shop(
    office: Office, tmp_path: Path, database_url: str, bridge: str
) -> Iterator[workshop.Workshop]:
    """A crew with an appointment now, and a new lock in its van."""
    with workshop.workshop(office, tmp_path, bridge=bridge) as built:
        yield built


@pytest.fixture
def locale() -> str:
    """The language of `page` and `phone`, unless a test says another."""
    return "nb-NO"


@pytest.fixture
def page(plain_chromium: Browser, database_url: str, locale: str) -> Iterator[Page]:
    """A small screen; it is off before the database is emptied."""
    with screen(plain_chromium, width=SMALL, height=640, locale=locale) as opened:
        yield opened


@pytest.fixture
def phone(plain_chromium: Browser, database_url: str, locale: str) -> Iterator[Page]:
    """A phone's browser; it is closed before the database is emptied."""
    with screen(plain_chromium, locale=locale) as opened:
        yield opened
