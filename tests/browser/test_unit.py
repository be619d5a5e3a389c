"""At a unit with the phone in Chromium: claimed, tried and released, with no server in reach."""

import json

import pytest
from playwright.sync_api import Page

from elaas.access.models import Credential, Incident, Receipt
from elaas.access.operations.update import updates
from elaas.access.rules import Period
from elaas.doors.operations import mount_unit
from elaas.ledger.models import Entry
from elaas.lock.surroundings import Bolt
from elaas.mounting.models import Appointment
from elaas.mounting.operations.van import load_units, unload_unit
from elaas.mounting.rules import Task
from tests import make
from tests.air import rig
from tests.browser.app import started, synced
from tests.browser.relay import Lost
from tests.browser.town import HOUR
from tests.browser.visitor import Visitor
from tests.browser.workshop import LOCK_ID, Workshop, bring, do
from tests.jobs.worker import until


@pytest.fixture
def phone(shop: Workshop, phone: Page) -> Page:
    """The installer's phone, which has its day."""
    started(phone, shop.place.link())
    return phone


def told(shop: Workshop) -> list[str]:
    """What the unit's receipts at the server tell, in order."""
    rows = Receipt.objects.filter(unit=LOCK_ID, outcome=0).order_by("seq")
    return list(rows.values_list("operation", flat=True))


def test_a_new_unit_is_claimed_and_tried_with_no_network_and_its_receipts_come_home_once(
    shop: Workshop, phone: Page
) -> None:
    shop.place.stop()

    assert do(phone, "testOpen") == "outcome_7"  # nobody's yet
    assert do(phone, "claim", label=json.dumps(shop.label)) == "done"
    assert do(phone, "testOpen") == "done"
    assert shop.bolt() is Bolt.OPEN
    assert do(phone, "testLock") == "done"
    assert shop.bolt() is Bolt.LOCKED
    assert told(shop) == []

    shop.place.start()
    synced(phone)
    synced(phone)
    assert told(shop) == ["claim", "open", "lock"]
    assert shop.unit.claimed_at is not None


def test_claimed_once_more_it_stays_as_it_is(shop: Workshop, phone: Page) -> None:
    for _ in range(2):
        assert do(phone, "claim", label=json.dumps(shop.label)) == "done"
    synced(phone)

    assert do(phone, "claim") == "done"  # the server knows it, and the label is not needed
    assert told(shop) == ["claim"]


@pytest.mark.parametrize("lost", Lost)
@pytest.mark.parametrize("number", [1, 2, 3])
def test_wherever_the_claim_breaks_off_it_is_done_by_trying_again(
    shop: Workshop, phone: Page, number: int, lost: Lost
) -> None:
    shop.relay.break_at(number, lost)

    first = do(phone, "claim", label=json.dumps(shop.label))

    assert shop.relay.has_broken
    assert first == ("done" if number > 2 else first)
    assert do(phone, "claim", label=json.dumps(shop.label)) == "done"
    assert do(phone, "testOpen") == "done"
    synced(phone)
    assert told(shop) == ["claim", "open"]


def test_by_its_number_alone_a_new_unit_is_claimed_where_the_server_can_be_asked(
    shop: Workshop, phone: Page
) -> None:
    shop.place.stop()
    assert do(phone, "claim") == "label_needed"
    assert do(phone, "claim", label="0043") == "label_needed"
    shop.place.start()
    assert not Entry.objects.filter(kind="claim_secret_told").exists()

    assert do(phone, "claim", label="0043") == "done"

    assert Entry.objects.filter(kind="claim_secret_told").count() == 1
    synced(phone)
    assert told(shop) == ["claim"]


def test_a_unit_of_somebody_else_s_is_not_ours_whatever_its_label_says(
    shop: Workshop, phone: Page
) -> None:
    wrong = {**shop.label, "claim_secret": "00" * 16}

    assert do(phone, "claim", label=json.dumps(wrong)) == "not_ours"
    synced(phone)
    assert told(shop) == []


def test_after_a_power_cut_with_no_network_the_lock_waits_for_the_time_and_the_claim_stands(
    shop: Workshop, phone: Page
) -> None:
    shop.place.stop()
    assert do(phone, "claim", label=json.dumps(shop.label)) == "done"
    shop.spare.stop()
    shop.spare.start()

    assert do(phone, "claim", label=json.dumps(shop.label)) == "outcome_8"
    assert do(phone, "testOpen") == "outcome_8"

    shop.place.start()
    assert do(phone, "claim", label=json.dumps(shop.label)) == "done"
    assert do(phone, "testOpen") == "done"
    synced(phone)
    assert told(shop) == ["claim", "open"]


def test_what_reads_as_a_label_and_what_is_said_of_everything_else(
    shop: Workshop, phone: Page
) -> None:
    right, flat = json.dumps(shop.label), shop.place.flat.folder.with_suffix(".json").read_text()
    forged = {**shop.label, "dh": json.loads(flat)["dh"]}

    def read(text: str, expected: str | None = None) -> str:
        return do(phone, "readLabel", label=text, expected=expected)

    assert [read(text) for text in (right, f" {right}\n", "0043")] == [LOCK_ID] * 3
    assert read(right, expected="L-0042") == "label_other"
    assert read(json.dumps(forged)) == "label_differs"
    assert read(json.dumps({**shop.label, "label": "0044"})) == "label_differs"
    assert read(flat) == "label_unknown"  # a nurse's door is no unit of hers
    assert read("0042") == read("9999") == "label_unknown"
    for text in (
        "",
        "{",
        "[]",
        "null",
        "43",
        "https://elaas.example/0043",
        '{"lock_id": "L-0043"}',
    ):
        assert read(text) == "label_unreadable"
    short = json.dumps({**shop.label, "claim_secret": "00"})
    assert read(short) == "label_unreadable"


def test_taken_out_of_the_van_the_unit_refuses_the_crew_as_soon_as_it_hears(
    shop: Workshop, phone: Page
) -> None:
    assert do(phone, "claim", label=json.dumps(shop.label)) == "done"
    synced(phone)
    unload_unit(lock_id=LOCK_ID, now=rig.now())
    (news,) = updates(
        lock_ids=[LOCK_ID], authority=Visitor(shop.place).authority, now=rig.now()
    ).values()

    assert bring(phone, news) == 0

    assert do(phone, "testOpen") == "outcome_4"  # the phone has not synced since
    assert shop.bolt() is not Bolt.OPEN
    synced(phone)
    assert do(phone, "testOpen") == "no_assignment"
    assert not Credential.objects.filter(unit=LOCK_ID, revoked_at=None).exists()


def to_remove(shop: Workshop, phone: Page) -> None:
    """The unit is claimed, mounted at somebody's home, and to be taken down by the crew now."""
    assert do(phone, "claim", label=json.dumps(shop.label)) == "done"
    synced(phone)
    now, home = rig.now(), make.make_home()
    mount_unit(lock_id=LOCK_ID, home=home.id, now=now)
    unload_unit(lock_id=LOCK_ID, now=now)
    case = make.make_case(home=home, task=Task.REMOVE)
    later = Period(now - HOUR / 2, now + HOUR)
    Appointment.objects.update(cancelled_at=now)
    make.make_appointment(case, crew=shop.crew, slot=later)
    synced(phone)


def test_a_unit_is_released_with_no_network_and_can_be_claimed_anew(
    shop: Workshop, phone: Page
) -> None:
    to_remove(shop, phone)
    shop.place.stop()
    assert do(phone, "testOpen") == "done"
    assert do(phone, "release") == "done"
    assert do(phone, "testOpen") == "outcome_7"
    shop.place.start()
    synced(phone)
    assert (shop.unit.home, shop.unit.claimed_at) == (None, None)
    assert told(shop) == ["claim", "open", "release"]

    load_units(lock_ids=[LOCK_ID], crew=shop.crew.name, now=rig.now())
    synced(phone)
    assert do(phone, "claim", label="0043") == "done"  # the label's secret serves no more
    assert do(phone, "testLock") == "done"
    synced(phone)
    assert told(shop) == ["claim", "open", "release", "claim", "lock"]
    assert not Incident.objects.exists()


@pytest.mark.parametrize("lost", Lost)
@pytest.mark.parametrize("number", [1, 2, 3])
def test_wherever_the_release_breaks_off_it_is_done_by_trying_again(
    shop: Workshop, phone: Page, number: int, lost: Lost
) -> None:
    to_remove(shop, phone)
    shop.relay.break_at(number, lost)

    first = do(phone, "release")

    assert shop.relay.has_broken
    assert first == ("OutOfRange" if number == 1 else "LinkLost")
    assert do(phone, "release") == "done"
    synced(phone)
    assert shop.unit.home is None
    assert told(shop)[-1] == "release"
    assert not Incident.objects.exists()


def test_what_is_not_prepared_is_not_released(shop: Workshop, phone: Page) -> None:
    assert do(phone, "claim", label=json.dumps(shop.label)) == "done"

    assert do(phone, "release") == "not_prepared"
    assert do(phone, "release", lock_id="L-0042") == "no_assignment"


def test_who_may_scan_labels_out_there_has_what_reads_them_without_a_network(
    shop: Workshop, phone: Page
) -> None:
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
    phone.reload()
    kept = "async () => (await caches.match('/static/vendor/jsqr.js')) !== undefined"
    until(lambda: phone.evaluate(kept))

    shop.place.stop()
    phone.reload()
    phone.wait_for_selector("html[data-ready]", state="attached")

    loaded = "import('/static/vendor/jsqr.js').then(() => typeof globalThis.jsQR)"
    assert phone.evaluate(loaded) == "function"
