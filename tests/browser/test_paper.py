"""The log on paper, and questions about it, are for everybody: axe, small screen, keyboard."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from elaas.access.models import Question
from elaas.access.operations.questions import answer, ask
from elaas.access.questions import Came, Noted
from elaas.people.actors import Actor, ActorKind
from elaas.people.looks import Because, Reason, Seen, What
from elaas.people.models import Look
from elaas.people.operations.looks import look
from tests.air import rig
from tests.browser.accessible import check
from tests.browser.test_booking import press_to, says
from tests.browser.town import Town

pytestmark = pytest.mark.needs("npm", "npm")


def test_it_is_found_and_printed_by_keyboard_alone(place: Town, page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(place.at("papir/"))
    page.get_by_label("navnet").focus()
    page.keyboard.type(place.turid.family)
    page.get_by_label("har spurt").focus()
    page.keyboard.press("Space")
    press_to(page, "Søk")
    named = page.get_by_role("region", name="Tjenestemottakere").get_by_role("link").first
    expect(named).to_be_visible()
    check(page)
    named.press("Enter")
    expect(page.get_by_label("Fra en dag")).to_be_visible()
    check(page)
    page.get_by_label("Fra en dag").focus()
    page.keyboard.press("Space")
    press_to(page, "Lag brevet")
    expect(page.get_by_role("alert")).to_contain_text("både første og siste dag")
    check(page)
    page.get_by_label("De siste tre").focus()
    page.keyboard.press("Space")
    with page.expect_download() as found:
        page.get_by_role("button", name="Lag brevet").press("Enter")
    assert found.value.suggested_filename == "elaas-logg.pdf"


def test_a_question_is_noted_and_its_answer_printed_by_keyboard_alone(
    place: Town, page: Page
) -> None:
    asked = noted_and_answered(place)
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(place.at("papir/"))
    check(page)
    with page.expect_download() as found:
        page.get_by_role("button", name="Skriv ut svaret").press("Enter")
    assert found.value.suggested_filename == "elaas-svar.pdf"

    page.goto(place.at(f"papir/{place.turid.id}/"))
    page.get_by_role("link", name="Skriv ned et spørsmål").press("Enter")
    says(page, "Et spørsmål på papir eller telefon")
    expect(page.get_by_text(asked.text)).to_be_visible()
    check(page)
    page.get_by_label("Nummeret på linjen").focus()
    page.keyboard.type("999999")
    page.get_by_label("Hva vil de vite?").focus()
    page.keyboard.type("Hvem var det?")
    page.get_by_label("På telefon").focus()
    page.keyboard.press("Space")
    press_to(page, "Send spørsmålet")
    expect(page.get_by_role("alert")).to_contain_text("Ingen av linjene")
    check(page)


def noted_and_answered(place: Town) -> Question:
    """A question that came by telephone, whose answer is to be printed."""
    now = rig.now()
    seen = [Seen(place.turid.id, Reason(Because.CARE))]
    look(employee=place.nurse.id, seen=seen, what=What.CASE, now=now)
    question = ask(
        recipient=place.turid.id,
        about=Look.objects.get(recipient=place.turid).id.hex,
        text="Hvorfor så hun på saken min?",
        by=Noted(Actor(ActorKind.RECIPIENT, place.turid.id), Came.BY_PHONE, place.nurse.id),
        within=timedelta(days=5),
        now=now,
    )
    answer(question=question, text="Hun planla neste uke.", by=place.nurse.id, texts={}, now=now)
    return Question.objects.get(pk=question)
