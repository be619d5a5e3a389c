"""The pages of the parts that lie at home and of the key in a key box, on a small screen."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from elaas.doors.models import UnitKind
from elaas.doors.operations.key_custody import note_key
from elaas.doors.rules import KeyEvent
from tests import make
from tests.air import rig
from tests.browser.accessible import check
from tests.browser.test_boards import opened
from tests.browser.town import Town
from tests.pictures import taken

pytestmark = pytest.mark.needs("npm", "npm")


def test_the_bag_of_parts_before_and_after_it_is_packed(
    place: Town, page: Page, tmp_path: Path
) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(taken())
    page.goto(place.at("lock/L-0042/parts/"))
    check(page)

    page.locator("[name=label]").fill("4711")
    page.locator("[name=place]").fill("Boden")
    page.locator("[name=name-1]").fill("Sylinderring" * 5)
    page.locator("[name=photo]").set_input_files(photo)
    page.locator("main form button[type=submit]").first.press("Enter")

    expect(page.get_by_text("Alle delene er der.")).to_be_visible()
    opened(page)
    check(page)


def test_the_key_in_a_key_box(place: Town, page: Page) -> None:
    box = make.make_unit(home=make.make_home(), kind=UnitKind.KEY_BOX)
    page.goto(place.at(f"lock/{box.lock_id}/"))
    expect(page.get_by_text("Nøkkelen ligger ikke i boksen.")).to_be_visible()
    check(page)

    for event in KeyEvent:
        note_key(lock_id=box.lock_id, event=event, by=place.nurse.id, now=rig.now())
    page.reload()
    opened(page)
    check(page)
