"""Next of kin book for a recipient, on their own page."""

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
