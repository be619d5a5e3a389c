"""Crews' pages: for everybody, on a small screen, also without a mouse."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from elaas.access.rules import Period
from elaas.mounting.models import Carried, Crew
from tests import make
from tests.air import rig
from tests.browser.accessible import check
from tests.browser.test_boards import tab_to
from tests.browser.town import Town


@pytest.fixture
def crew() -> Crew:
    return make.make_crew(name="Lag Øst", latitude=63.42, longitude=10.39)


@pytest.mark.needs("npm", "npm")
def test_crews_pages_are_for_everybody(place: Town, page: Page, crew: Crew) -> None:
    start = rig.now() + timedelta(days=1)
    slot = Period(start, start + timedelta(minutes=30))
    make.make_appointment(make.make_case(), crew=crew, slot=slot)
    Carried.objects.create(unit=make.make_unit(mounted=False), crew=crew, loaded_at=rig.now())
    make.make_unit(mounted=False)
    spare = make.make_unit(home=make.make_home())
    order = make.make_order(spare, crew=crew, day=start.date())
    for path in (
        "lag/",
        f"lag/{crew.id}/?dag={start.date()}",
        f"lag/{crew.id}/bil/",
        f"lag/{crew.id}/kalender/",
        "lag/kalender/",
        "lager/",
        "lager/?state=van",
        "ordre/",
        f"ordre/{order.id}/",
    ):
        page.goto(place.at(path))
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        check(page)


def test_an_order_is_given_with_the_keyboard_alone(place: Town, page: Page, crew: Crew) -> None:
    order = make.make_order(make.make_unit(home=make.make_home()))
    page.goto(place.at(f"ordre/{order.id}/"))

    tab_to(page, "Gi til laget")
    page.keyboard.press("Enter")

    expect(page.get_by_text(crew.name)).to_be_visible()
    order.refresh_from_db()
    assert order.crew == crew
