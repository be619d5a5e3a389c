"""A crew's mount job in Chromium, from the first screen to the signature, offline."""

import json

import pytest
from playwright.sync_api import Locator, Page, expect

from elaas.doors.models import Bag, DoorCondition, Photo
from elaas.ledger.models import Entry
from elaas.mounting.models import Carried, MountingCase, VisitReport
from tests.browser.app import started, synced
from tests.browser.workshop import Workshop
from tests.pictures import taken


@pytest.fixture
def phone(shop: Workshop, phone: Page) -> Page:
    """The installer's phone, which has its day."""
    started(phone, shop.place.link())
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
    return phone


def sheet(phone: Page, title: str) -> Locator:
    """The screen with this title."""
    found = phone.get_by_role("dialog", name=title, exact=True)
    expect(found).to_be_visible()
    return found


def photo(screen: Locator) -> None:
    """Take a photo, and see it."""
    before = screen.locator(".photos:visible li").count()
    camera = screen.locator("form:not([hidden]) input[type=file]")
    camera.set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": taken()})
    expect(screen.locator(".photos:visible li")).to_have_count(before + 1)


def following(screen: Locator) -> None:
    """On to the next step."""
    screen.get_by_role("button", name="Neste").click()


def begin(phone: Page) -> None:
    """The first of the crew's jobs."""
    phone.locator("#jobs").get_by_role("button").first.click()


def look_at_the_door(phone: Page, *, gap: str = "3.5") -> None:
    """Describe the door, with a photo."""
    screen = sheet(phone, "Hvordan er døren?")
    screen.get_by_label("Merke på dørens egen lås").fill("Trio Ving")
    screen.get_by_label("Type sylinder").select_option("skandinavisk")
    screen.get_by_label("Spalte mellom dør og karm, i mm").fill(gap)
    photo(screen)
    following(screen)


def pack(phone: Page) -> None:
    """The old parts go into a bag."""
    screen = sheet(phone, "Gamle deler i pose")
    screen.get_by_label("Hva som står på posen").fill("4711")
    screen.get_by_label("Hva det er").first.fill("Sylinderring")
    screen.get_by_label("Hvor mange").first.fill("2")
    photo(screen)
    screen.get_by_label("Hvor i boligen den ligger").fill("Boden, øverste hylle")
    following(screen)


def mount(phone: Page, label: dict[str, object]) -> None:
    """Claim the unit by its label, and try it."""
    screen = sheet(phone, "Den nye enheten")
    screen.get_by_label("Nummer på etiketten").fill(json.dumps(label))
    for button, said in (
        ("1. Ta den i bruk", "Den er kommunens."),
        ("2. Prøv å åpne", "Den har åpnet."),
        ("3. Prøv å låse", "Den har låst."),
    ):
        screen.get_by_role("button", name=button).click()
        expect(screen.locator(".tried:visible")).to_contain_text(said)
    following(screen)


def look_again(phone: Page) -> None:
    """Photos afterwards."""
    screen = sheet(phone, "Hvordan er døren nå?")
    photo(screen)
    following(screen)


def show_the_resident(phone: Page) -> None:
    """Tick off everything."""
    screen = sheet(phone, "Vis beboeren")
    for box in screen.get_by_role("checkbox").all():
        if box.is_visible():
            box.check()
    following(screen)


def sign(phone: Page) -> None:
    """The resident signs with a finger."""
    screen = sheet(phone, "Beboeren bekrefter")
    expect(screen).to_contain_text("4711: Boden, øverste hylle")
    screen.get_by_label("Navnet på den som bekrefter").fill("Turid Bakken")
    paper = screen.locator("canvas.signature")
    paper.scroll_into_view_if_needed()
    box = paper.bounding_box()
    assert box is not None
    phone.mouse.move(box["x"] + 20, box["y"] + 20)
    phone.mouse.down()
    phone.mouse.move(box["x"] + 120, box["y"] + 60, steps=5)
    phone.mouse.up()
    following(screen)


def restart_with_a_bag_begun(phone: Page, shop: Workshop) -> None:
    """What is filled in of a step is there when the phone has run out of power."""
    screen = sheet(phone, "Gamle deler i pose")
    screen.get_by_label("Hva som står på posen").fill("4711")
    photo(screen)
    started(phone, shop.place.url)
    expect(phone.locator("#jobs")).to_contain_text("Ferdige steg som venter på nett: 1.")
    begin(phone)
    screen = sheet(phone, "Gamle deler i pose")
    expect(screen.get_by_label("Hva som står på posen")).to_have_value("4711")
    expect(screen.locator(".photos:visible li")).to_have_count(1)


def leave_the_kitchen_page(phone: Page) -> None:
    """How to use the door, in both languages, with the place of the bag."""
    done = sheet(phone, "Ferdig")
    expect(done).to_contain_text("Ferdige steg som venter på nett: 6.")
    done.get_by_role("button", name="En side til kjøkkenbordet").click()
    kitchen = phone.get_by_role("dialog", name="En side til kjøkkenbordet")
    expect(kitchen).to_contain_text("posen 4711: Boden, øverste hylle")
    kitchen.get_by_role("button", name="Bokmål eller nynorsk").click()
    expect(kitchen.get_by_text("Bruk din eigen nøkkel")).to_be_visible()
    kitchen.get_by_role("button", name="Lukk").click()
    done.get_by_role("button", name="Tilbake til dagen").click()


def test_a_whole_job_is_done_with_no_network_and_a_restart_in_the_middle(
    shop: Workshop, phone: Page
) -> None:
    shop.place.stop()
    begin(phone)
    look_at_the_door(phone)
    restart_with_a_bag_begun(phone, shop)
    pack(phone)
    mount(phone, shop.label)
    look_again(phone)
    show_the_resident(phone)
    sign(phone)
    leave_the_kitchen_page(phone)
    assert VisitReport.objects.count() == 0

    shop.place.start()
    synced(phone)
    expect(phone.locator("#jobs")).to_be_hidden()

    assert MountingCase.objects.get().closed_at is not None
    assert VisitReport.objects.exclude(settled_at=None).count() == 6
    assert shop.unit.mounted_at is not None
    assert Carried.objects.count() == 0
    assert Bag.objects.get().unit == shop.unit
    assert DoorCondition.objects.get().photos.count() == 1
    assert Photo.objects.count() == 4  # before, of the parts, after, and the signature


def test_a_gap_too_wide_leads_to_another_appointment_and_its_reason(
    shop: Workshop, phone: Page
) -> None:
    begin(phone)
    look_at_the_door(phone, gap="7")
    screen = sheet(phone, "Går ikke")
    expect(screen).to_contain_text("Spalten er bredere enn 5 mm")
    expect(screen.get_by_role("button", name="Tilbake til steget")).to_be_hidden()
    screen.get_by_label("Hvorfor ikke?").fill("Dørkarmen er skjev.")
    screen.get_by_label("Noen må komme en annen dag").check()
    following(screen)
    following(sheet(phone, "Ingenting ble montert i dag"))
    sheet(phone, "Ferdig").get_by_role("button", name="Tilbake til dagen").click()
    expect(phone.locator("#jobs")).to_be_hidden()

    assert set(VisitReport.objects.values_list("kind", flat=True)) == {
        "condition",
        "cannot",
        "left",
    }
    case = MountingCase.objects.get()
    assert case.closed_at is None
    assert not case.appointments.filter(cancelled_at=None).exists()


def tell_anew_where_the_bag_lies(phone: Page) -> None:
    """Back from the photos to the bag; what was filled in is there."""
    screen = sheet(phone, "Hvordan er døren nå?")
    screen.get_by_text("Rett et ferdig steg").click()
    expect(screen.locator(".finished li")).to_have_count(2)  # a lock's own word is no step to mend
    screen.get_by_role("button", name="Gamle deler i pose").click()
    bag = sheet(phone, "Gamle deler i pose")
    expect(bag.get_by_label("Hva som står på posen")).to_have_value("4711")
    bag.get_by_label("Hvor i boligen den ligger").fill("Kjelleren")
    following(bag)


def say_yes(phone: Page) -> None:
    """The resident says yes, and the crew writes the name."""
    screen = sheet(phone, "Beboeren bekrefter")
    screen.get_by_label("Sier ja, og vi skriver navnet").check()
    screen.get_by_label("Navnet på den som bekrefter").fill("Turid Bakken")
    following(screen)


def test_a_finished_step_is_told_anew_before_anybody_signs(shop: Workshop, phone: Page) -> None:
    shop.place.stop()
    begin(phone)
    look_at_the_door(phone, gap="3.5")
    pack(phone)
    mount(phone, shop.label)
    tell_anew_where_the_bag_lies(phone)
    look_again(phone)
    show_the_resident(phone)
    signing = sheet(phone, "Beboeren bekrefter")
    expect(signing).to_contain_text("4711: Kjelleren")
    signing.get_by_text("Rett et ferdig steg").click()
    signing.get_by_role("button", name="Hvordan er døren?").click()
    look_at_the_door(phone, gap="4.5")
    say_yes(phone)
    expect(sheet(phone, "Ferdig").get_by_text("Rett et ferdig steg")).to_be_hidden()
    phone.get_by_role("button", name="Tilbake til dagen").click()

    shop.place.start()
    synced(phone)
    expect(phone.locator("#jobs")).to_be_hidden()

    assert MountingCase.objects.get().closed_at is not None
    assert (Bag.objects.get().place, Bag.objects.get().parts.count()) == ("Kjelleren", 1)
    last = DoorCondition.objects.order_by("noted_at").last()
    assert last is not None
    assert str(last.gap_mm) == "4.5"
    assert VisitReport.objects.exclude(settled_at=None).count() == 8
    assert Entry.objects.filter(kind="visit_reported").count() == 8  # the earlier words, too
