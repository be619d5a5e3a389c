"""A crew takes an eLås down in Chromium, offline, from the parts in the bag to the signature."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from elaas.access.rules import Period
from elaas.doors.models import Bag, KeyNote, Unit, UnitKind
from elaas.doors.operations.key_custody import note_key
from elaas.doors.rules import KeyEvent
from elaas.ledger.models import Entry
from elaas.mounting.models import Appointment, Crew, Ending, MountingCase, VisitReport
from elaas.people.grants import GrantedRole
from elaas.people.models import Recipient
from elaas.people.operations.grants import grant_role
from tests import make
from tests.air import rig
from tests.browser.accessible import check
from tests.browser.app import started, synced
from tests.browser.test_visit import following, photo, sheet
from tests.browser.town import HOUR, Town


@dataclass(slots=True)
class Shop:
    """A town whose flat's lock is to come down now, and the crew that does it."""

    place: Town
    crew: Crew

    @property
    def unit(self) -> Unit:
        """As the server has it."""
        return Unit.objects.get(pk=self.place.flat.folder.name)


@pytest.fixture
def shop(place: Town) -> Shop:
    """Turid's services have ended; the nurse is an installer, too, with the removal now."""
    return removal(place)


def removal(place: Town) -> Shop:
    """Her removal is booked; the old lock's parts lie in a bag."""
    now = rig.now()
    crew = Crew.objects.create(name="Lag nord")
    make.make_member(place.nurse, crew=crew)
    grant_role(employee=place.nurse.id, role=GrantedRole.INSTALLER, now=now)
    Recipient.objects.update(active=False)
    shop = Shop(place, crew)
    make.make_kin(place.turid, given="Ingrid", family="Bakken")
    case = make.make_case(recipient=place.turid, home=place.home, task="remove")
    make.make_bag(shop.unit, now=now - HOUR)
    make.make_ending(place.turid, home=place.home, unit=shop.unit, case=case)
    make.make_appointment(case, crew=crew, slot=Period(now - HOUR, now + HOUR))
    return shop


@pytest.fixture
def phone(shop: Shop, phone: Page) -> Page:
    """The installer's phone, which has its day."""
    started(phone, shop.place.link())
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
    return phone


def begin(phone: Page) -> None:
    """Open the removal."""
    job = phone.locator("#jobs > ol > li").filter(has_text="Ta ned eLås")
    job.get_by_role("button").click()


def put_back(phone: Page, *parts: str) -> None:
    """These are in the door again."""
    screen = sheet(phone, "Gamle deler tilbake i døren")
    expect(screen).to_contain_text("De ligger i posen 4711: Boden, øverste hylle.")
    for part in parts:
        screen.get_by_label(part).check()
    following(screen)


def release(phone: Page) -> None:
    """Over the radio."""
    screen = sheet(phone, "Frigjør enheten")
    following(screen)
    expect(screen).to_contain_text("Frigjør enheten først")
    screen.get_by_role("button", name="Frigjør den").click()
    expect(screen.locator(".tried:visible")).to_contain_text("Den er frigjort.")
    following(screen)


def look(phone: Page) -> None:
    """A photo of the door as it is left."""
    screen = sheet(phone, "Hvordan er døren nå?")
    photo(screen)
    following(screen)


def sign(phone: Page, name: str) -> None:
    """With a finger."""
    screen = sheet(phone, "Beboer eller pårørende bekrefter")
    expect(screen.locator(".signs")).to_contain_text("Døren er som før.")
    screen.get_by_label("Navnet på den som bekrefter").fill(name)
    draw(phone, screen)
    following(screen)


def draw(phone: Page, screen: Locator) -> None:
    """A stroke on the paper."""
    paper = screen.locator("canvas.signature")
    paper.scroll_into_view_if_needed()
    box = paper.bounding_box()
    assert box is not None
    phone.mouse.move(box["x"] + 20, box["y"] + 20)
    phone.mouse.down()
    phone.mouse.move(box["x"] + 120, box["y"] + 60, steps=5)
    phone.mouse.up()


def test_a_whole_removal_is_done_with_no_network(shop: Shop, phone: Page) -> None:
    shop.place.stop()
    begin(phone)
    put_back(phone, "Sylinderring, 2", "Knappvrider, 1")
    release(phone)
    look(phone)
    sign(phone, "Ingrid Bakken")
    done = sheet(phone, "Ferdig")
    done.get_by_role("button", name="En side til kjøkkenbordet").click()
    kitchen = phone.get_by_role("dialog", name="En side til kjøkkenbordet")
    expect(kitchen).to_contain_text("Delene fra den gamle låsen er i døren igjen.")
    expect(kitchen.get_by_text("Bruk din egen nøkkel")).to_be_hidden()
    kitchen.get_by_role("button", name="Lukk").click()
    done.get_by_role("button", name="Tilbake til dagen").click()
    assert VisitReport.objects.count() == 0

    shop.place.start()
    synced(phone)
    expect(phone.locator("#jobs")).to_be_hidden()

    ending = Ending.objects.get()
    assert (ending.outcome, ending.confirmed_how, ending.confirmed_kind) == (
        "done",
        "signed",
        "kin",
    )
    assert (shop.unit.mounted_at, shop.unit.claimed_at) == (None, None)
    assert Bag.objects.get().emptied_at is not None
    assert ending.photos.count() == 1
    assert VisitReport.objects.exclude(settled_at=None).count() == 4
    assert MountingCase.objects.get().closed_at is not None


@pytest.mark.needs("npm", "npm")
def test_with_a_part_missing_elas_stays_until_it_is_bought(shop: Shop, phone: Page) -> None:
    phone.set_viewport_size({"width": 320, "height": 640})
    begin(phone)
    put_back(phone, "Sylinderring, 2")
    check(phone)
    screen = sheet(phone, "Gamle deler tilbake i døren")
    expect(screen).to_contain_text("Kryss av for hver del, eller si fra at de andre mangler.")
    screen.get_by_label("Delene jeg ikke har krysset av for, mangler.").check()
    following(screen)
    following(sheet(phone, "Noen må komme en gang til"))
    done = sheet(phone, "Ferdig")
    expect(done.get_by_role("button", name="En side til kjøkkenbordet")).to_be_hidden()
    done.get_by_role("button", name="Tilbake til dagen").click()
    expect(phone.locator("#jobs")).to_be_hidden()

    assert Appointment.objects.get().cancelled_at is not None
    assert shop.unit.mounted_at is not None
    assert Ending.objects.get().closed_at is None
    assert Entry.objects.filter(kind="part_noted").count() == 1


def test_a_finished_step_is_corrected_before_anybody_signs(shop: Shop, phone: Page) -> None:
    begin(phone)
    put_back(phone, "Sylinderring, 2", "Knappvrider, 1")
    screen = sheet(phone, "Frigjør enheten")
    screen.get_by_text("Rett et ferdig steg").click()
    screen.get_by_role("button", name="Gamle deler tilbake i døren").click()
    again = sheet(phone, "Gamle deler tilbake i døren")
    expect(again.get_by_label("Knappvrider, 1")).to_be_checked()
    again.get_by_role("button", name="La det stå som det var").click()
    sheet(phone, "Frigjør enheten").get_by_text("Rett et ferdig steg").click()
    phone.get_by_role("button", name="Gamle deler tilbake i døren").click()
    again.get_by_label("Knappvrider, 1").uncheck()
    again.get_by_label("Delene jeg ikke har krysset av for, mangler.").check()
    following(again)
    following(sheet(phone, "Noen må komme en gang til"))
    sheet(phone, "Ferdig").get_by_role("button", name="Tilbake til dagen").click()
    expect(phone.locator("#jobs")).to_be_hidden()

    assert Bag.objects.get().emptied_at is None
    told = VisitReport.objects.filter(kind="back").order_by("done_at")
    assert [len(row.told["missing"]) for row in told] == [0, 1]
    assert Entry.objects.filter(kind="visit_reported").count() == 3


def test_a_key_box_gives_its_key_back_before_it_is_released(shop: Shop, phone: Page) -> None:
    Bag.objects.all().update(emptied_at=rig.now())  # a box replaced nothing
    Unit.objects.filter(pk=shop.unit.pk).update(kind=UnitKind.KEY_BOX, approval_class="FG")
    note_key(lock_id=shop.unit.lock_id, event=KeyEvent.PUT_IN, by=None, now=rig.now())
    synced(phone)
    shop.place.stop()
    begin(phone)
    screen = sheet(phone, "Nøkkelen ut av nøkkelboksen")
    screen.get_by_role("button", name="Åpne nøkkelboksen").click()
    expect(screen.locator(".tried:visible")).to_contain_text("Den har åpnet.")
    screen.get_by_label("Nøkkelen er tatt ut av boksen").check()
    following(screen)
    release(phone)
    look(phone)
    signing = sheet(phone, "Beboer eller pårørende bekrefter")
    expect(signing).to_contain_text("Nøkkelen fra nøkkelboksen er gitt tilbake.")
    signing.get_by_label("Ingen kan bekrefte i dag").check()
    signing.get_by_label("Hvorfor kan ingen bekrefte?").fill("Boet er tømt.")
    following(signing)
    sheet(phone, "Ferdig").get_by_role("button", name="Tilbake til dagen").click()

    shop.place.start()
    synced(phone)
    expect(phone.locator("#jobs")).to_be_hidden()

    ending = Ending.objects.get()
    assert (ending.outcome, ending.confirmed_how) == ("done", "nobody")
    assert ending.confirmed_because == "Boet er tømt."
    last = KeyNote.objects.order_by("noted_at", "pk").last()
    assert last is not None
    assert (last.event, last.noted_by) == ("taken_out", shop.place.nurse)
