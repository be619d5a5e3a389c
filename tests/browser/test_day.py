"""The day and the door on a small phone: what must be there, where, how big and how clear."""

from datetime import timedelta

from playwright.sync_api import Page, expect

from elaas.access.models import Journal
from elaas.access.rules import Period
from elaas.demo.phone.words import HERE
from elaas.doors.models import Home, Unit
from elaas.protocol.receipt import Outcome
from tests import make
from tests.air import rig
from tests.browser.accessible import SCHEMES
from tests.browser.app import started
from tests.browser.town import HOUR, Town

SMALLEST = 44  # CSS pixels: WCAG 2.5.5
CLEAREST = 7.0  # WCAG 1.4.6

# The luminance contrast of an element's text with what is behind it (WCAG 2.2).
_CONTRAST = """
(element) => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const rgb = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const linear = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const luminance = ([r, g, b]) =>
    0.2126 * linear(r / 255) + 0.7152 * linear(g / 255) + 0.0722 * linear(b / 255);
  const behind = (one) => {
    const colour = rgb(getComputedStyle(one).backgroundColor);
    return colour[3] === 255 || !one.parentElement ? colour : behind(one.parentElement);
  };
  const [dark, light] = [rgb(getComputedStyle(element).color), behind(element)]
    .map(luminance)
    .sort((one, other) => one - other);
  return (light + 0.05) / (dark + 0.05);
}
"""
_SMALL_TARGETS = """
(smallest) =>
  [...document.querySelectorAll("a, button, input, summary")]
    .filter((one) => one.checkVisibility())
    .map((one) => [one.textContent.trim(), one.getBoundingClientRect()])
    .filter(([, { width, height }]) => width < smallest || height < smallest)
    .map(([text]) => text)
"""


def test_the_door_is_shown_with_its_note_its_battery_and_its_last_jam(
    place: Town, phone: Page
) -> None:
    Home.objects.update(note="Bank hardt, <i>hun</i> hører dårlig")
    Journal.objects.update(battery=14)
    colleague = make.make_phone(make.make_employee())
    jammed = rig.now() - timedelta(days=2)
    make.make_receipt(Unit.objects.get(), phone=colleague, outcome=Outcome.JAMMED, at=jammed)

    started(phone, place.link())

    way = phone.locator("#visits .way")
    expect(way).to_contain_text("Bank hardt, <i>hun</i> hører dårlig")
    expect(way).to_contain_text("Batteriet er svakt.")
    expect(way).to_contain_text(f"Bolten satte seg fast {jammed.astimezone(HERE).day}.")
    expect(phone.locator("#note")).to_have_text("Bank hardt, <i>hun</i> hører dårlig")


def test_the_next_visits_stand_in_order_and_lead_to_a_map(place: Town, phone: Page) -> None:
    now = rig.now()
    for hours, address in ((5, "Ila 3"), (3, "Ila 2")):
        home = make.make_home(address=address)
        period = Period(now + hours * HOUR, now + (hours + 1) * HOUR)
        make.make_assignment(employee=place.nurse, home=home, period=period)

    started(phone, place.link())

    links = phone.locator("#visits a")
    assert [link.get_attribute("href") for link in links.all()] == [
        "geo:0,0?q=Kongens%20gate%2012",
        "geo:0,0?q=Ila%202",
        "geo:0,0?q=Ila%203",
    ]


def test_what_is_needed_at_the_door_lies_where_a_thumb_reaches(place: Town, phone: Page) -> None:
    Home.objects.update(note="Bank hardt. Inngangen er på baksiden, under trappen.")
    started(phone, place.link())
    place.door.order_jam()
    phone.get_by_role("button", name="Åpne", exact=True).click()
    expect(phone.locator("#said")).to_contain_text("Bolten sitter fast.")

    for name in ("#where", "#note", "#said", "#open", "#stuck"):
        box = phone.locator(name).bounding_box()
        assert box is not None, name
        assert box["y"] >= 740 / 3, name
        assert box["y"] + box["height"] <= 740, name


def test_everything_to_tap_is_as_big_as_a_finger(place: Town, phone: Page) -> None:
    started(phone, place.url)
    assert phone.evaluate(_SMALL_TARGETS, SMALLEST) == []

    phone.goto("about:blank")
    started(phone, place.link())
    assert phone.evaluate(_SMALL_TARGETS, SMALLEST) == []

    phone.get_by_role("button", name="Jeg kommer ikke inn").click()
    assert phone.evaluate(_SMALL_TARGETS, SMALLEST) == []


def test_name_time_and_button_can_be_read_in_the_sun(place: Town, phone: Page) -> None:
    started(phone, place.link())
    for scheme in SCHEMES:
        phone.emulate_media(color_scheme=scheme)

        clear = {
            name: phone.locator(name).evaluate(_CONTRAST)
            for name in ("#visits h2", "#where", "#open", "#said")
        }

        assert min(clear.values()) >= CLEAREST, (scheme, clear)
