"""A unit's label before the phone's camera: read by the decoder, or said why not."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.browser import town
from tests.browser.camera import LABEL, film, filming
from tests.browser.town import Town

_SCAN = """
async () => {
  const { Scanner } = await import("/static/phone/app/scan.js");
  window.scanned = new Scanner(document.querySelector("#scan")).scan();
}
"""
_NATIVE = """
globalThis.BarcodeDetector = class {
  static async getSupportedFormats() { return ["qr_code"]; }
  async detect(frame) { return frame.videoWidth ? [{ rawValue: "what the browser reads" }] : []; }
};
"""


@pytest.fixture(scope="module")
def place(
    tmp_path_factory: pytest.TempPathFactory, playwright: Playwright, database_url: str
) -> Iterator[Town]:
    """A server."""
    with town.town(tmp_path_factory.mktemp("town"), database_url) as built:
        yield built


def scanning(page: Page, place: Town) -> None:
    """Open the app, and let it scan."""
    page.goto(place.url)
    page.wait_for_selector("html[data-ready]", state="attached")
    page.evaluate(_SCAN)


def scanned(page: Page) -> str | None:
    """What came of it."""
    found: str | None = page.evaluate("window.scanned")
    return found


def asked_for(page: Page) -> list[str]:
    """The decoder's address, each time that it was asked for."""
    found: list[str] = []
    page.on("request", lambda request: found.append(request.url))
    return found


def test_the_decoder_reads_the_label_that_the_camera_sees(
    place: Town, playwright: Playwright, tmp_path: Path
) -> None:
    with filming(playwright, film(tmp_path / "label.y4m")) as page:
        page.goto(place.url)
        loaded = asked_for(page)
        page.wait_for_selector("html[data-ready]", state="attached")
        assert not [address for address in loaded if "jsqr" in address]

        scanning(page, place)

        assert scanned(page) == LABEL.read_text().strip()
        expect(page.locator("#scan")).to_be_hidden()
        assert page.evaluate("document.querySelector('#scan video').srcObject") is None


def test_where_the_browser_reads_codes_itself_no_decoder_is_loaded(
    place: Town, playwright: Playwright, tmp_path: Path
) -> None:
    with filming(playwright, film(tmp_path / "label.y4m")) as page:
        page.add_init_script(_NATIVE)
        loaded = asked_for(page)

        scanning(page, place)

        assert scanned(page) == "what the browser reads"
        assert not [address for address in loaded if "jsqr" in address]


def test_with_no_code_to_see_the_page_says_what_to_do_until_it_is_closed(
    place: Town, playwright: Playwright, tmp_path: Path
) -> None:
    with filming(playwright, film(tmp_path / "wall.y4m", empty=True)) as page:
        scanning(page, place)
        expect(page.locator("#scan .said")).to_have_text(
            "Hold telefonen over den firkantede koden."
        )

        page.get_by_role("button", name="Skriv i stedet").click()

        assert scanned(page) is None
        expect(page.locator("#scan")).to_be_hidden()


def test_a_camera_that_may_not_be_used_is_said_and_typing_is_offered(
    place: Town, playwright: Playwright, tmp_path: Path
) -> None:
    with filming(playwright, film(tmp_path / "label.y4m"), allowed=False) as page:
        scanning(page, place)
        expect(page.locator("#scan .said")).to_contain_text("får ikke bruke kameraet")

        page.keyboard.press("Escape")

        assert scanned(page) is None


def test_a_phone_without_a_camera_says_so(place: Town, playwright: Playwright) -> None:
    with filming(playwright, None) as page:
        scanning(page, place)

        expect(page.locator("#scan .said")).to_contain_text("ikke noe kamera")
        page.get_by_role("button", name="Skriv i stedet").click()
        assert scanned(page) is None


def test_without_the_decoder_and_a_network_the_page_says_so(
    place: Town, playwright: Playwright, tmp_path: Path
) -> None:
    with filming(playwright, film(tmp_path / "label.y4m")) as page:
        page.route("**/jsqr.js", lambda route: route.abort())
        scanning(page, place)

        expect(page.locator("#scan .said")).to_contain_text("kan ikke lese koder ennå")
        page.keyboard.press("Escape")
        assert scanned(page) is None
