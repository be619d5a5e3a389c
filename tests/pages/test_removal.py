"""A lock comes down: what a coordinator, the patrol, the recipient and the board see and do."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from elaas.doors.models import Home, Unit
from elaas.mounting.endings import Ended, How, Left
from elaas.mounting.models import Appointment, Ending, MountingCase, WorkOrder
from elaas.mounting.operations.begin_removal import NotBegun
from elaas.notices.models import Fallback, Message
from elaas.notices.texts import size
from elaas.people.models import Recipient
from elaas.web import removal_words
from tests import make
from tests.pages.look import look
from tests.pages.test_roles_of_citizens import TURID, log_in
from tests.pictures import taken

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 12, 1, 11, 0, tzinfo=UTC)
THURSDAY_AT_NINE = datetime(2026, 12, 3, 8, 0, tzinfo=UTC)
INGRID = "23456789012"


@pytest.fixture(autouse=True)
def noon(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("elaas.web.clock.read", lambda: NOON)
    settings.BOOKING_OPENS_ON = date(2026, 11, 1)
    settings.DEMO = True


@pytest.fixture
def turid() -> Recipient:
    return make.make_recipient(given="Turid", family="Bakken", national_id=TURID)


@pytest.fixture
def home(turid: Recipient) -> Home:
    home = make.make_home(address="Ila 110")
    make.make_assignment(employee=make.make_employee(), home=home, recipient=turid)
    return home


@pytest.fixture
def unit(home: Home) -> Unit:
    return make.make_unit(home=home)


@pytest.fixture
def case(client: Client, turid: Recipient, unit: Unit) -> MountingCase:
    make.make_crew()
    assert press(client, turid, because="Hun har ringt.") == 302
    return MountingCase.objects.get()


def press(client: Client, who: Recipient, rest: str = "", **told: object) -> int:
    path = f"/coordinator/recipient/{who.id}/removal/{rest}"
    return client.post(path, {name: str(value) for name, value in told.items()}).status_code


def read(client: Client, path: str) -> str:
    return look(client.get(path).content).words


def off(unit: Unit) -> None:
    Unit.objects.filter(pk=unit.pk).update(home=None, mounted_at=None, claimed_at=None)


def photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("door.jpg", taken(), "image/jpeg")


@pytest.mark.usefixtures("unit")
def test_a_coordinator_lets_a_lock_be_taken_down_with_a_reason(
    client: Client, turid: Recipient
) -> None:
    page = f"/coordinator/recipient/{turid.id}/"
    assert "Hvorfor skal eLåsen tas ned?" in read(client, page)
    assert press(client, turid) == 400
    assert press(client, turid, because="x" * 501) == 400
    assert not Ending.objects.exists()

    assert press(client, turid, because="Hun har ringt.") == 302

    message = Message.objects.get()
    assert message.text.startswith("Trondheim kommune: eLåsen skal tas ned. Bestill time.")
    assert message.text.endswith("://testserver/min-side/")
    assert size(message.text).parts == 1
    assert "Hun har ringt." in read(client, page)
    assert "En koordinator har bestemt det." in read(client, "/coordinator/")
    assert press(client, turid, because="En gang til.") == 409


def test_without_a_lock_nothing_can_be_taken_down(
    client: Client, turid: Recipient, home: Home
) -> None:
    assert "Hvorfor skal eLåsen tas ned?" not in read(client, f"/coordinator/recipient/{turid.id}/")
    assert press(client, turid, because="Bort.") == 409
    assert home.units.count() == 0
    assert press(client, make.make_recipient(), because="Bort.") == 404


def test_a_coordinator_stops_it_with_a_reason(
    client: Client, turid: Recipient, case: MountingCase
) -> None:
    ending = Ending.objects.get()

    assert press(client, turid, "keep/", ending=ending.id) == 400
    assert press(client, turid, "keep/", ending=UUID(int=7), because="Nei.") == 409
    assert press(client, turid, "keep/", ending=ending.id, because="Hun vil beholde den.") == 302

    case.refresh_from_db()
    assert case.closed_at == NOON
    assert press(client, turid, "keep/", ending=ending.id, because="Nei.") == 409


@pytest.mark.usefixtures("unit")
def test_what_the_care_system_told_waits_and_can_be_stopped_before_anybody_is_told(
    client: Client, turid: Recipient, home: Home
) -> None:
    ending = make.make_ending(turid, home=home, unit=home.units.get(), case=None, due_at=NOON)
    page = f"/coordinator/recipient/{turid.id}/"
    assert "Tjenestene er avsluttet." in read(client, page)
    assert "uten at noen har fått beskjed" in read(client, page)

    assert press(client, turid, "keep/", ending=ending.id, because="Feil.") == 302

    assert "eLåsen blir hengende likevel: Feil." in read(client, page)
    assert not Message.objects.exists()


def test_it_is_booked_on_the_same_pages_with_the_right_words(
    client: Client, turid: Recipient, case: MountingCase
) -> None:
    log_in(client, TURID)
    path = f"/min-side/nedtaking/{turid.id}/"

    assert "eLåsen skal tas ned. Ingen time er bestilt ennå." in read(client, "/min-side/")
    assert "Når skal vi ta ned eLåsen?" in read(client, path)
    moment = THURSDAY_AT_NINE.isoformat()
    assert (
        "din egen lås settes tilbake slik den var"
        in look(client.get(path, {"tid": moment}).content).words
    )
    booked = client.post(path, {"tid": moment})

    assert booked["Location"] == f"{path}avtale/"
    assert "tar ned eLåsen" in read(client, f"{path}avtale/")
    assert b"SUMMARY:eL\xc3\xa5s tas ned" in client.get(f"{path}elaas.ics").content
    assert "eLås må fortsatt tas ned" not in read(client, f"{path}avbestill/")
    assert "eLåsen må fortsatt tas ned" in read(client, f"{path}avbestill/")
    assert Appointment.objects.get().case == case
    assert "eLåsen skal tas ned." in read(client, "/patrol/booking/")
    # What is to be mounted is booked elsewhere.
    assert "Ingenting skal monteres" in read(client, f"/min-side/time/{turid.id}/")


def test_without_a_removal_its_pages_say_so(client: Client, turid: Recipient) -> None:
    log_in(client, TURID)
    path = f"/min-side/nedtaking/{turid.id}/"

    for rest in ("", "avtale/", "avbestill/"):
        assert "Ingenting skal tas ned" in read(client, f"{path}{rest}") or rest == "avtale/"
    assert client.get(f"{path}elaas.ics").status_code == 404
    assert client.post(f"{path}bekreft/").status_code == 302


def test_the_patrol_sees_what_is_left_and_completes_it(
    client: Client, case: MountingCase, unit: Unit
) -> None:
    path = f"/patrol/nedtaking/{case.id}/"
    assert "eLåsen må av." in read(client, path)
    assert client.post(f"{path}ferdig/").status_code == 409
    assert client.post(f"{path}bilde/").status_code == 400
    assert client.post(f"{path}bilde/", {"photo": photo()}).status_code == 302
    off(unit)
    assert client.post(f"{path}ingen/", {"because": ""}).status_code == 400
    assert "Noen må bekrefte at døren er som før." in read(client, path)

    done = client.post(f"{path}ingen/", {"because": "Boet er tømt."})

    assert done["Location"] == "/patrol/booking/"
    assert Ending.objects.get().outcome == "done"
    for rest in ("", "bilde/", "ingen/", "ferdig/", "avskriv/"):
        told = {"because": "x", "photo": photo()}
        answer = client.post(f"{path}{rest}", told) if rest else client.get(path)
        assert answer.status_code == 404


def test_a_confirmation_alone_does_not_complete_it(client: Client, case: MountingCase) -> None:
    path = f"/patrol/nedtaking/{case.id}/"

    said = look(client.post(f"{path}ingen/", {"because": "Boet er tømt."}).content).words

    assert "Ingen var igjen til å bekrefte det." in said
    assert "Ta et bilde av døren slik den er nå." in said


def test_when_all_is_done_it_can_be_closed(client: Client, case: MountingCase, unit: Unit) -> None:
    path = f"/patrol/nedtaking/{case.id}/"
    client.post(f"{path}ingen/", {"because": "Boet er tømt."})
    client.post(f"{path}bilde/", {"photo": photo()})
    off(unit)
    assert "Nedtakingen er ferdig" in read(client, path)

    assert client.post(f"{path}ferdig/")["Location"] == "/patrol/booking/"


def test_a_broken_lock_is_written_off_with_a_reason(
    client: Client, case: MountingCase, unit: Unit
) -> None:
    path = f"/patrol/nedtaking/{case.id}/"
    assert client.post(f"{path}avskriv/").status_code == 400

    assert client.post(f"{path}avskriv/", {"because": "Druknet."}).status_code == 302

    assert "Den kan aldri brukes igjen." in read(client, path)
    unit.refresh_from_db()
    assert unit.written_off_because == "Druknet."


def test_the_recipient_confirms_on_their_page_and_nothing_is_left(
    client: Client, turid: Recipient, case: MountingCase, unit: Unit
) -> None:
    log_in(client, TURID)
    confirm = f"/min-side/nedtaking/{turid.id}/bekreft/"
    client.post(confirm)
    assert Ending.objects.get().confirmed_at is None  # the lock is on the door yet
    off(unit)
    client.post(f"/patrol/nedtaking/{case.id}/bilde/", {"photo": photo()})
    assert "Er døren som før?" in read(client, "/min-side/")

    for _ in range(2):
        assert client.post(confirm)["Location"] == "/min-side/"

    said = read(client, "/min-side/")
    assert "eLåsen ble tatt ned" in said
    assert "ingenting fra oss er igjen i boligen" in said
    assert "Ingen kommer inn med eLås lenger." in said
    assert Ending.objects.get().confirmed_kind == "recipient"

    make.make_unit(home=Home.objects.get(address="Ila 110"))
    assert "eLåsen ble tatt ned" not in read(client, "/min-side/")


def test_kin_confirm_after_a_death_and_the_patrol_has_called_them(
    client: Client, turid: Recipient, unit: Unit
) -> None:
    make.make_kin(turid, given="Ingrid", family="Bakken", national_id=INGRID)
    Recipient.objects.update(active=False, deceased=True)
    press(client, turid, because="Boet skal tømmes.")
    line = Fallback.objects.get()
    said = read(client, "/ringeliste/")
    assert "Ingrid Bakken" in said
    assert "Den som hadde eLåsen, er død." in said
    letter = client.post(f"/ringeliste/{line.pk}/brev/")
    assert letter.content.startswith(b"%PDF")
    assert "Mottakeren er død." in read(client, "/patrol/booking/")
    case = MountingCase.objects.get()
    assert "Mottakeren er død." in read(client, f"/patrol/nedtaking/{case.id}/")

    off(unit)
    client.post(f"/patrol/nedtaking/{case.id}/bilde/", {"photo": photo()})
    log_in(client, INGRID)
    client.post(f"/min-side/nedtaking/{turid.id}/bekreft/")

    assert Ending.objects.get().confirmed_kind == "kin"


def test_the_board_is_told_that_the_entrance_s_lock_comes_down_and_when_it_stays(
    client: Client,
) -> None:
    building = make.make_building(address="Kongens gate 12")
    make.make_unit(building=building)
    path = f"/buildings/{building.id}/"
    assert client.post(f"{path}nedtaking/").status_code == 404
    make.make_board(building=building)
    assert client.post(f"{path}nedtaking/").status_code == 404
    order = WorkOrder.objects.create(
        task="remove", reason="nobody_needs_it", building=building, opened_at=NOON
    )
    assert "Innganger der ingen trenger låsen lenger Kongens gate 12" in read(client, "/buildings/")
    assert "Låsen på inngangen tas ned" in read(client, path)

    letter = client.post(f"{path}nedtaking/")

    assert letter.content.startswith(b"%PDF")
    assert "Fått beskjed om at låsen tas ned" in read(client, path)

    order.done_at, order.called_off = NOON, True
    order.save()
    assert "Den blir hengende, fordi noen trenger den igjen." in read(client, path)


def test_everything_has_its_words() -> None:
    assert set(removal_words.ENDED) == set(Ended)
    assert set(removal_words.LEFT) == set(Left)
    assert set(removal_words.CONFIRMED) == set(How)
    assert set(removal_words.NOT_BEGUN) == set(NotBegun)
