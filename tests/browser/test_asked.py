"""Asking about a use or a look, and answering, are for everybody: axe, small screen, keyboard."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from elaas.access.models import Question
from elaas.people.looks import Because, Reason, Seen, What
from elaas.people.operations.looks import look
from tests.air import rig
from tests.browser.accessible import check
from tests.browser.test_booking import press_to, says
from tests.browser.town import Town

pytestmark = pytest.mark.needs("npm", "npm")


def test_it_is_asked_and_answered_by_keyboard_alone(place: Town, page: Page) -> None:
    seen = [Seen(place.turid.id, Reason(Because.CARE))]
    look(employee=place.nurse.id, seen=seen, what=What.CASE, now=rig.now())
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(place.at(f"recipient/{place.turid.id}/sett/"))
    check(page)

    press_to(page, "Spør om dette")
    says(page, "Spør om dette")
    check(page)
    page.get_by_label("Hva vil du vite?").focus()
    page.keyboard.type("Hvorfor så hun på saken min?")
    press_to(page, "Send spørsmålet")
    expect(page.get_by_role("region", name="Hva det er spurt om her")).to_be_visible()
    check(page)

    page.goto(place.at("coordinator/"))
    check(page)
    page.get_by_role("region", name="Spørsmål å svare på").get_by_role("link").press("Enter")
    says(page, "Et spørsmål")
    check(page)
    page.get_by_label("Svaret ditt.").focus()
    page.keyboard.type("Hun planla neste uke.")
    press_to(page, "Send svaret")
    expect(page.get_by_role("region", name="Svaret")).to_contain_text("Hun planla neste uke.")
    check(page)

    page.goto(place.at(f"recipient/{place.turid.id}/sett/"))
    expect(page.get_by_text("Hun planla neste uke.")).to_be_visible()
    check(page)


def test_what_is_overdue_and_what_was_wrong_are_read_by_everybody(place: Town, page: Page) -> None:
    seen = [Seen(place.turid.id, Reason(Because.CARE))]
    look(employee=place.nurse.id, seen=seen, what=What.CASE, now=rig.now())
    now = rig.now()
    asked = Question.objects.create(
        recipient=place.turid,
        about=place.turid.pk.hex,
        text="Hvorfor?" + 40 * "elaas",
        asked_at=now - timedelta(days=6),
        due_at=now - timedelta(days=1),
        by_kind="recipient",
        by_id=place.turid.id,
    )
    for path in ("coordinator/", f"coordinator/sporsmal/{asked.id}/"):
        page.goto(place.at(path))
        expect(page.get_by_text("Fristen er ute")).to_be_visible()
        check(page)

    page.get_by_label("Svaret ditt.").fill(" ")
    page.get_by_role("button", name="Send svaret").press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    check(page)
