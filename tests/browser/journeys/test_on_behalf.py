"""Somebody else books: next of kin on their own page, and the patrol on the telephone."""

from playwright.sync_api import Page, expect

from elaas.demo.town import KIN
from elaas.mounting.models import Appointment
from elaas.people.actors import ActorKind
from elaas.web.when import iso
from tests.browser.journeys import steps
from tests.browser.journeys.scene import Scene, says, sees

SOLVEIG = "Solveig Berg"


def test_next_of_kin_books_and_does_not_see_the_log(town: Scene) -> None:
    steps.visited(town, "turid")
    desk, hers = town.at_work("marit"), town.browser()
    steps.needs(town, desk, "turid")
    steps.may_book(desk)

    hers.goto(f"{town.url}min-side/")
    hers.get_by_role("button", name=KIN["turid"].name).click()
    says(hers, "Min side")
    sees(hers, "For Turid Bakken")
    expect(hers.get_by_role("link", name="Hvem har vært ved døren?")).to_have_count(0)
    steps.books(hers)
    says(hers, "Timen er bestilt")

    turid = town.recipient("turid")
    made = Appointment.objects.get(case__recipient=turid)
    assert made.booked_by_kind == ActorKind.KIN
    # In the demo the log is shown to whoever asks; what kin may see is in tests/pages/test_roles.
    for hidden in ("tilgang", "skade"):
        hers.goto(f"{town.url}min-side/{hidden}/{turid}/")
        expect(hers.get_by_role("heading", level=1)).not_to_contain_text("Turid")
    town.case(desk, "turid")
    sees(desk, "En time er bestilt:")


def test_the_patrol_books_for_who_is_not_texted_and_kin_see_when_the_crew_comes(
    town: Scene,
) -> None:
    steps.visited(town, "solveig")
    desk, patrol, hers = town.at_work("marit"), town.at_work("per"), town.browser()
    steps.needs(town, desk, "solveig")
    steps.may_book(desk)
    steps.posts_the_letter(town, town.at_work("per"), "solveig")

    town.waits(patrol, "ringeliste/", "Har reservert seg")
    calls(patrol)
    when = books_on_the_phone(town, patrol)
    lets_kin_follow(town, patrol)

    town.waits(patrol, "ringeliste/", "Har fått time")
    to_post = patrol.get_by_role("region", name="Brev som skal i posten")
    expect(to_post.get_by_role("listitem").filter(has_text=SOLVEIG)).to_contain_text(
        "Har fått time"
    )
    to_call = patrol.get_by_role("region", name="Skal ringes")
    expect(to_call.get_by_text(SOLVEIG)).to_have_count(0)
    steps.posts_the_letter(town, town.at_work("per"), "solveig")

    hers.goto(f"{town.url}min-side/")
    hers.get_by_role("button", name=KIN["gerd"].name).click()
    says(hers, "Min side")
    card = hers.get_by_role("region", name=f"For {SOLVEIG}")
    expect(card.locator("time").first).to_have_attribute("datetime", when)


def calls(patrol: Page) -> None:
    """Solveig is on the list, and is called."""
    waiting = patrol.get_by_role("region", name="Skal ringes")
    line = waiting.get_by_role("listitem").filter(has_text=SOLVEIG)
    line.get_by_role("button", name="Er ringt").click()
    called = patrol.get_by_role("region", name="Ringt sist")
    expect(called.get_by_role("listitem").filter(has_text=SOLVEIG)).to_be_visible()


def books_on_the_phone(town: Scene, patrol: Page) -> str:
    """The same times as online; answers which one it became."""
    patrol.goto(f"{town.url}patrol/booking/")
    patrol.get_by_role("link", name=f"Bestill time {SOLVEIG}").click()
    steps.chooses(patrol)
    says(patrol, "Hvem venter på eLås?")
    made = Appointment.objects.get(case__recipient=town.recipient("solveig"))
    assert made.booked_by_kind == ActorKind.EMPLOYEE
    return iso(made.slot.lower)


def lets_kin_follow(town: Scene, patrol: Page) -> None:
    """Solveig says on the telephone who helps her, and with what."""
    patrol.goto(f"{town.url}parorende/{town.recipient('solveig')}/")
    new = patrol.get_by_role("region", name="Legg til noen")
    new.get_by_label("Fornavn").fill("Nina")
    new.get_by_label("Etternavn").fill("Holm")
    new.get_by_label("Fødselsnummer, elleve siffer").fill(KIN["gerd"].national_id)
    new.get_by_label("Følge saken").check()
    new.get_by_label("Tjenestemottakeren har sagt det").check()
    new.get_by_label("Hvorfor, og hvordan vi vet det").fill("Sa det på telefon")
    new.get_by_role("button", name="Legg til").click()
    expect(patrol.get_by_role("heading", name="Nina Holm")).to_be_visible()
