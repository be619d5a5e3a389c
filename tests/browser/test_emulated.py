"""The app on a radio that cannot notify: it writes a request, and reads the response."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from elaas.access.models import Receipt
from elaas.lock.surroundings import Bolt
from tests.browser import town
from tests.browser.bluetooth import Chooser
from tests.browser.emulated import EmulatedRadio
from tests.browser.town import Town


@pytest.fixture
def place(tmp_path: Path, database_url: str) -> Iterator[Town]:
    """A town with one lock, of whose WebSocket the app is not told."""
    with town.town(tmp_path, database_url, bridge="") as built:
        yield built


@pytest.mark.parametrize("promises", [True, False])
def test_where_no_notification_comes_the_door_opens_by_writing_and_reading(
    place: Town, chromium: Browser, *, promises: bool
) -> None:
    radio = EmulatedRadio(chromium, radio=place.flat.radio, label="0042", promises=promises)
    page = chromium.new_page(locale="nb-NO")
    chooser = Chooser(page)
    page.goto(place.link())
    page.wait_for_selector("html[data-ready]", state="attached")

    with page.expect_response("**/phone/sync"):  # what the lock handed over goes up by itself
        page.get_by_role("button", name="Åpne", exact=True).click()
        expect(page.locator("#said")).to_contain_text("H0203 åpnet kl.")

    assert len(chooser.lines) == 1
    assert place.door.bolt is Bolt.OPEN
    before, exchange = radio.operations[:promises], radio.operations[promises:]
    assert before == ["subscribe-to-notifications"] * promises
    assert len(exchange) >= 6
    assert exchange == ["write", "read"] * (len(exchange) // 2)
    assert Receipt.objects.filter(operation="open").count() == 1
    radio.close()
    page.context.close()
