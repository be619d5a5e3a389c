"""The pages about looks are for everybody: axe, on a small screen, by keyboard alone."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from elaas.people.looks import Because, Reason, Seen, What
from elaas.people.models import EmployeeSession, Look
from elaas.people.operations.looks import look
from elaas.people.operations.sessions import hash_of
from elaas.web.session import NAME
from tests import make
from tests.air import rig
from tests.browser.accessible import check
from tests.browser.town import Town

pytestmark = pytest.mark.needs("npm", "npm")


def test_who_has_looked(place: Town, page: Page) -> None:
    for number, because in enumerate(Because):
        now = rig.now() - number * timedelta(hours=7)
        seen = [Seen(place.turid.id, Reason(because))]
        look(employee=place.nurse.id, seen=seen, what=What.CASE, now=now)

    page.goto(place.at(f"recipient/{place.turid.id}/sett/"))

    expect(page.get_by_text("De kontrollerte hvem som har hatt tilgang.")).to_be_visible()
    check(page)


@pytest.mark.parametrize("path", ["coordinator/", "coordinator/ansatt/"])
def test_a_reason_is_chosen_by_keyboard_before_anybody_is_found(
    place: Town,
    page: Page,
    path: str,
) -> None:
    name = place.turid if path == "coordinator/" else place.nurse
    page.goto(place.at(f"{path}?q={name.given}"))
    expect(page.get_by_role("alert")).to_contain_text("Si hvorfor du ser på dette.")
    check(page)

    page.get_by_label("For å planlegge eller gi hjelp").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Søk").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=name.given)).to_be_visible()
    check(page)

    page.get_by_role("link", name=name.given).press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(name.given)
    check(page)


def test_whom_no_task_leads_to_is_shown_once_it_is_said_why(
    place: Town,
    page: Page,
) -> None:
    now = rig.now()
    EmployeeSession.objects.create(
        token_hash=hash_of("token"),
        employee=place.nurse,
        began_at=now,
        ends_at=now + timedelta(hours=1),
    )
    page.context.add_cookies([{"name": NAME, "value": "token", "url": place.at("")}])
    nobody = make.make_recipient(given="Signe", family="Kvalnes", active=False)

    page.goto(place.at(f"coordinator/recipient/{nobody.id}/"))
    expect(page.get_by_text("Kvalnes")).to_have_count(0)
    check(page)

    page.get_by_label("For å kontrollere hvem som har hatt tilgang").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Vis").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Signe Kvalnes")).to_be_visible()
    assert Look.objects.get(recipient=nobody).because == "check"
