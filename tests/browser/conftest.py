"""Chromium, and a place on this machine from which it loads the phone's modules."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from elaas import web
from tests.browser.lab import Lab
from tests.browser.site import NOTHING, serving

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
    browser = playwright.chromium.launch(
        executable_path=shutil.which("chromium"),
        chromium_sandbox=os.geteuid() != 0,
        args=["--enable-features=WebBluetooth"],
    )
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """The address of the static files; 127.0.0.1 is a secure context, as WebCrypto wants."""
    with serving(STATIC) as address:
        yield address


@pytest.fixture
def page(chromium: Browser, site: str) -> Iterator[Page]:
    """An empty page there; an error that nobody caught fails the test."""
    context = chromium.new_context()
    opened = context.new_page()
    uncaught: list[str] = []
    opened.on("pageerror", lambda error: uncaught.append(str(error)))
    opened.goto(f"{site}{NOTHING}")
    yield opened
    context.close()
    assert uncaught == []


@pytest.fixture
def lab(page: Page) -> Lab:
    """The phone's modules, to be called from here."""
    return Lab(page)
