"""The employee's phone in Chromium: its weight, a day's first sync, its start without a server."""

import gzip
import json
import os
import re
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import httpx
from playwright.sync_api import Page, sync_playwright

from bench.figures import Figure, of
from bench.served import database_url
from elaas.access.rules import Period
from tests import make
from tests.air import rig
from tests.browser import town
from tests.browser.town import Town

STARTS = 20
MORE_VISITS = 39  # beside the town's one
_SYNC = """
async () => {
  const { Store } = await import("/static/phone/app/store.js");
  const { sync } = await import("/static/phone/app/sync.js");
  const store = await Store.open();
  const start = performance.now();
  const bundle = await sync(store);
  return [performance.now() - start, bundle.visits.length];
}
"""


def figures() -> list[Figure]:
    """Kilobytes, seconds of a sync that fetches a whole day, milliseconds until the list is there.

    The server is stopped before the starts: what is drawn comes from the service worker.
    """
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps a loop in this thread
    with (
        tempfile.TemporaryDirectory(prefix="elaas-bench-") as folder,
        town.town(Path(folder), database_url()) as place,
        sync_playwright() as playwright,
        town.browser(playwright, Path(folder) / "phone") as page,
    ):
        weight = _weight(place)
        page.goto(place.link())
        page.wait_for_selector("html[data-ready]", state="attached")
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        synced = _sync_of_a_day(place, page)
        place.stop()
        started = [_start(page, place.url) for _ in range(STARTS + 1)][1:]
    return [
        Figure(name="phone, weight gzipped", value=weight, unit="kB", at_most=150),
        Figure(name="phone, first sync of 40 visits", value=synced, unit="s", at_most=1),
        of("phone, start without a server", started, "ms", at_most=300),
    ]


def _weight(place: Town) -> float:
    """All that the service worker fetches, without the font."""
    with httpx.Client(base_url=place.url.removesuffix("telefon/")) as client:
        found = re.search(r"const SHELL = (.*);", client.get("/telefon/sw.js").text)
        if found is None:
            raise SystemExit("The service worker does not say what it fetches.")
        shell = [one for one in json.loads(found[1]) if not one.endswith(".woff2")]
        files = [client.get(address).raise_for_status().content for address in shell]
    return sum(len(gzip.compress(content)) for content in files) / 1000


def _sync_of_a_day(place: Town, page: Page) -> float:
    """Seconds for a phone that gets all but one of 40 visits for the first time."""
    start = rig.now()
    for number in range(MORE_VISITS):
        at = start + timedelta(minutes=15 * number)
        visit = Period(at, at + timedelta(minutes=15))
        make.make_assignment(employee=place.nurse, home=place.home, period=visit)
    milliseconds, visits = page.evaluate(_SYNC)
    if visits != MORE_VISITS + 1:
        raise SystemExit(f"The phone got {visits} visits; the figure means nothing.")
    return float(milliseconds) / 1000


def _start(page: Page, url: str) -> float:
    """Milliseconds from navigation to a list that is drawn."""
    page.goto("about:blank")
    start = time.perf_counter()
    page.goto(url, wait_until="commit")
    page.wait_for_selector("#visits > li")
    return (time.perf_counter() - start) * 1000
