"""Somebody else books: next of kin on their own page, and the patrol on the telephone."""

from playwright.sync_api import expect

from elaas.demo.town import KIN
from elaas.mounting.models import Appointment
from elaas.people.actors import ActorKind
from tests.browser.journeys import steps
from tests.browser.journeys.scene import Scene, says, sees


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


def test_the_patrol_books_for_who_is_not_texted(town: Scene) -> None:
    steps.visited(town, "solveig")
    desk, patrol = town.at_work("marit"), town.at_work("per")
    steps.needs(town, desk, "solveig")
    steps.may_book(desk)
    steps.posts_the_letter(town, patrol, "solveig")

    town.waits(patrol, "ringeliste/", "Har reservert seg")
    line = patrol.get_by_role("listitem").filter(has_text="Solveig Berg")
    line.get_by_role("button", name="Er ringt").click()
    patrol.goto(f"{town.url}patrol/booking/")
    patrol.get_by_role("link", name="Bestill time Solveig Berg").click()
    steps.chooses(patrol)
    says(patrol, "Hvem venter på eLås?")

    made = Appointment.objects.get(case__recipient=town.recipient("solveig"))
    assert made.booked_by_kind == ActorKind.EMPLOYEE
    town.waits(patrol, "ringeliste/", "Har fått time")
