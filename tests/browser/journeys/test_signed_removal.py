"""The whole way, from the SMS that one can book to the door as it was, confirmed."""

from playwright.sync_api import Page, expect

from elaas.access.models import Credential
from elaas.demo import export
from elaas.mounting.models import Ending, MountingCase
from elaas.mounting.rules import Task
from tests.air import rig
from tests.browser.journeys import steps
from tests.browser.journeys.scene import OF_HEALTH, Scene, says, sees
from tests.browser.town import Lock

EINAR, LOCK = "Einar Strand", "L-0042"


def test_from_the_sms_to_the_signed_removal(town: Scene) -> None:
    steps.visited(town, "einar")
    desk, patrol, mine = town.at_work("marit"), town.at_work("per"), town.browser()

    booked(town, desk, patrol, mine)
    lock = mounted(town, desk, mine)
    ended(town, desk, lock)
    taken_down(town, desk, patrol, mine, lock)


def booked(town: Scene, desk: Page, patrol: Page, mine: Page) -> None:
    """The SMS leads to the booking, and the booking is confirmed."""
    steps.needs(town, desk, "einar")
    steps.may_book(desk)
    steps.posts_the_letter(town, patrol, "einar")
    sms = town.message(desk, steps.INVITED)
    assert not OF_HEALTH.search(sms)

    steps.follows(mine, sms, EINAR)
    sees(mine, "eLås skal monteres. Ingen time er bestilt ennå.")
    steps.books(mine)
    says(mine, "Timen er bestilt")
    assert not OF_HEALTH.search(town.message(desk, "eLås monteres"))
    town.case(desk, "einar")
    sees(desk, "En time er bestilt:", "Ikke alle dørene er klare.")


def mounted(town: Scene, desk: Page, mine: Page) -> Lock:
    """The crew has been there."""
    lock = town.mount(LOCK, "kirke")
    steps.signed(town, "einar", {"kirke": LOCK})

    town.case(desk, "einar")
    sees(desk, "Alle dørene er klare.")
    mine.goto(f"{town.url}min-side/")
    sees(mine, "eLås er på plass. Du trenger ikke gjøre noe.", "De ligger i posen 4711: Boden")
    expect(mine.get_by_alt_text("Delene, slik de ble pakket")).to_be_visible()
    expect(mine.get_by_role("link", name="00 00 02 00")).to_be_visible()
    return lock


def ended(town: Scene, desk: Page, lock: Lock) -> None:
    """Einar gets no more services: the nurse, who came in until then, comes in no more."""
    kari = town.phone("kari")
    assert kari.does("open", lock)
    town.tell(export.recipient("einar", rig.now(), active=False))
    assert not Credential.objects.filter(unit=LOCK, revoked_at=None).exists()
    kari.sync()
    assert not kari.does("open", lock)

    town.case(desk, "einar")
    sees(desk, "Ingen får tilgang på grunn av denne mottakeren lenger.")


def taken_down(town: Scene, desk: Page, patrol: Page, mine: Page, lock: Lock) -> None:
    """The removal is booked and done, and nothing is left."""
    desk.get_by_label("Hvorfor skal eLåsen tas ned?").fill("Einar har blitt frisk.")
    desk.get_by_role("button", name="Ta ned eLåsen: spør om en time nå").click()
    sees(desk, "Ingen time er bestilt ennå.")
    assert not OF_HEALTH.search(town.message(desk, "eLåsen skal tas ned."))
    mine.goto(f"{town.url}min-side/")
    sees(mine, "eLåsen skal tas ned.")
    steps.books(mine)
    says(mine, "Timen er bestilt")

    town.phone("per").releases(lock)
    puts_back(town, patrol)
    mine.goto(f"{town.url}min-side/")
    sees(mine, "eLåsen er tatt ned. Er døren som før?")
    mine.get_by_role("button", name="Ja, døren er som før").click()
    sees(mine, "Din egen lås er som før, og ingenting fra oss er igjen i boligen.")
    assert Ending.objects.latest("noted_at").outcome == "done"
    patrol.goto(f"{town.url}patrol/booking/")
    sees(patrol, "Ingen venter.")


def puts_back(town: Scene, patrol: Page) -> None:
    """It cannot be completed before the parts are in the door, and a photo is there."""
    case = MountingCase.objects.get(task=Task.REMOVE)
    patrol.goto(f"{town.url}patrol/nedtaking/{case.id}/")
    expect(patrol.get_by_role("button", name="Nedtakingen er ferdig")).to_have_count(0)
    steps.photographs(patrol, town.folder)
    patrol.get_by_role("link", name="Deler fra den gamle låsen").click()
    sees(patrol, "Boden, øverste hylle")
    patrol.get_by_role("button", name="Delene er tilbake i døren").click()
