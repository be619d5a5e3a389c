"""*I can't get in*, in Chromium: each step is timed and told, also when there was no network."""

import pytest
from playwright.sync_api import Locator, Page, expect

from elaas.access.models import Step
from elaas.demo.town import KIN
from elaas.doors.models import Unit, UnitKind
from elaas.lock.surroundings import Bolt
from elaas.mounting.models import FaultReport
from elaas.mounting.operations.look_after import look_after
from elaas.people.models import Recipient
from tests import make
from tests.air import rig
from tests.browser.app import opened, started, synced
from tests.browser.town import Town
from tests.jobs.worker import until


@pytest.fixture
def phone(phone: Page, place: Town) -> Page:
    """The nurse's phone, with the day in it; its links call nobody."""
    started(phone, place.link())
    phone.evaluate(
        "addEventListener('click', (tap) => tap.target.closest('a') && tap.preventDefault())"
    )
    return phone


def stuck(phone: Page) -> Locator:
    """Open the ladder."""
    phone.get_by_role("button", name="Jeg kommer ikke inn").click()
    ladder = phone.get_by_role("dialog", name="Jeg kommer ikke inn")
    expect(ladder).to_be_visible()
    return ladder


def rungs() -> list[str]:
    return list(Step.objects.order_by("taken_at").values_list("rung", flat=True))


def test_it_is_taken_step_by_step_and_ends_when_the_door_opens(place: Town, phone: Page) -> None:
    place.door.order_jam()
    ladder = stuck(phone)
    expect(ladder).to_contain_text("Siden kl.")
    ladder.get_by_role("button", name="Bank hardt").click()
    expect(phone.locator("#said")).to_contain_text("Bolten sitter fast.")
    stuck(phone).get_by_role("link", name="Ring Trygghetspatruljen, 00 00 02 00").click()
    ladder.get_by_role("button", name="Tilbake").click()
    opened(phone)
    synced(phone)

    until(lambda: rungs() == ["began", "tried_again", "called_patrol", "got_in"])
    assert len(set(Step.objects.values_list("ladder", flat=True))) == 1
    assert {step.unit_id for step in Step.objects.all()} == {"L-0042"}


def test_a_fault_of_the_door_is_kept_and_told_when_there_is_a_network(
    place: Town, phone: Page
) -> None:
    place.stop()
    ladder = stuck(phone)
    ladder.get_by_text("Meld en feil på denne døren").click()
    ladder.get_by_label("Noen ord, hvis du vil").fill("Bolten går bare halvveis")
    ladder.get_by_role("button", name="Døren låser ikke").click()
    expect(ladder).to_contain_text("Trygghetspatruljen får beskjed så snart telefonen har nett.")
    ladder.get_by_role("button", name="Tilbake").click()
    place.start()
    synced(phone)

    until(lambda: rungs() == ["began", "fault_locks"])
    look_after(now=rig.now())
    report = FaultReport.objects.get()
    assert (report.fault, report.unit_id) == ("does_not_lock", "L-0042")
    assert report.text == "Bolten går bare halvveis"


def opened_elsewhere(place: Town, phone: Page) -> None:
    """The door opens, by the app in another tab of the same phone."""
    other = phone.context.new_page()
    started(other, place.url)
    opened(other)
    other.close()


def test_it_can_be_left_when_the_door_has_opened_meanwhile(place: Town, phone: Page) -> None:
    ladder = stuck(phone)
    opened_elsewhere(place, phone)

    ladder.get_by_role("button", name="Jeg måtte gå").click()
    expect(ladder).to_be_hidden()
    synced(phone)

    until(lambda: rungs() == ["began", "got_in"])


def test_a_step_after_the_door_has_opened_begins_anew(place: Town, phone: Page) -> None:
    ladder = stuck(phone)
    opened_elsewhere(place, phone)

    ladder.get_by_role("button", name="Ring pårørende").click()
    expect(ladder).to_contain_text("Vi kjenner ingen pårørende")
    ladder.get_by_role("button", name="Tilbake").click()
    synced(phone)

    until(lambda: rungs() == ["began", "got_in", "began", "asked_kin"])


def test_without_a_network_the_steps_wait(place: Town, phone: Page) -> None:
    place.stop()
    ladder = stuck(phone)
    ladder.get_by_role("button", name="Ring pårørende").click()
    expect(ladder).to_contain_text("Numrene hentes først når de trengs")
    ladder.get_by_role("button", name="Jeg måtte gå").click()
    expect(ladder).to_be_hidden()
    place.start()
    synced(phone)
    synced(phone)

    until(lambda: rungs() == ["began", "asked_kin", "left"])


def test_next_of_kin_are_called_by_the_number_the_register_gives(place: Town, phone: Page) -> None:
    kin = KIN["turid"]
    turid = Recipient.objects.get()
    make.make_kin(turid, national_id=kin.national_id, given="Ingrid", family="Bakken")
    ladder = stuck(phone)

    ladder.get_by_role("button", name="Ring pårørende").click()
    link = ladder.get_by_role("link", name="Ingrid Bakken, +4700000101")
    assert link.get_attribute("href") == "tel:+4700000101"
    link.click()
    ladder.get_by_role("button", name="Jeg kom inn").click()
    expect(ladder).to_be_hidden()
    synced(phone)

    until(lambda: rungs() == ["began", "asked_kin", "called_kin", "got_in"])


def test_who_has_no_kin_with_a_number_is_told(phone: Page) -> None:
    ladder = stuck(phone)

    ladder.get_by_role("button", name="Ring pårørende").click()

    expect(ladder).to_contain_text("Vi kjenner ingen pårørende med telefonnummer.")


def test_who_taps_twice_is_stuck_once(phone: Page) -> None:
    phone.locator("#stuck").evaluate("(button) => { button.click(); button.click(); }")
    ladder = phone.get_by_role("dialog", name="Jeg kommer ikke inn")
    ladder.get_by_role("button", name="Jeg måtte gå").click()
    expect(ladder).to_be_hidden()
    synced(phone)

    until(lambda: rungs() == ["began", "left"])


def test_whose_visit_is_no_longer_theirs_is_told_no_number(place: Town, phone: Page) -> None:
    ladder = stuck(phone)
    place.nurse.assignments.update(withdrawn_at=rig.now())

    ladder.get_by_role("button", name="Ring pårørende").click()

    expect(ladder).to_contain_text("Du har ikke oppdrag her nå, derfor nevnes ingen.")


def test_a_key_box_on_the_way_is_one_of_the_steps(place: Town, phone: Page) -> None:
    expect(stuck(phone).get_by_role("button", name="Åpne nøkkelboksen")).to_be_hidden()
    phone.keyboard.press("Escape")
    Unit.objects.update(kind=UnitKind.KEY_BOX)
    synced(phone)
    expect(phone.locator("#where")).to_contain_text("Nøkkelboks, H0203")

    stuck(phone).get_by_role("button", name="Åpne nøkkelboksen").click()
    expect(phone.locator("#said")).to_contain_text("Nøkkelboks, H0203 åpnet kl.")
    assert place.door.bolt is Bolt.OPEN
    ladder = stuck(phone)  # the key is out of its box, and nobody is in yet
    ladder.get_by_role("button", name="Jeg kom inn").dblclick()
    expect(ladder).to_be_hidden()
    synced(phone)

    until(lambda: rungs() == ["began", "key_box", "got_in"])
