"""«Hvordan får jeg avtale om å montere eLås?»: told by SMS or called; then booked."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client
from pytest_django import Settings

from elaas.access.rules import Period
from elaas.demo import export
from elaas.demo.clock import now
from elaas.demo.contact_register import Register, national_id
from elaas.demo.numbers import synthetic_number
from elaas.demo.town import KIN, RECIPIENTS, key_of
from elaas.doors.models import Home
from elaas.gateways.sms_outbox import Gateway
from elaas.intake.operations.importing import import_bundle
from elaas.mounting.models import Appointment, MountingCase
from elaas.mounting.operations.booking import Done, book
from elaas.mounting.operations.cases import open_case
from elaas.mounting.queries.calendar import bookable, free_days
from elaas.mounting.queries.cases import case_of
from elaas.mounting.rules import Slot
from elaas.notices.models import Kept
from elaas.notices.operations.deliver import Ways, deliver
from elaas.notices.operations.notify import Person, notify
from elaas.notices.purposes import Purpose
from elaas.people.actors import Actor, ActorKind
from elaas.people.grants import GrantedRole
from elaas.people.operations.grants import grant_role
from elaas.people.queries import employee_named, recipient_with_source
from tests import make
from tests.letter.told import told
from tests.make import make_recipient
from tests.pages.at_id_porten import log_in
from tests.pages.look import look
from tests.world import check_world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def open_for_booking(settings: Settings) -> None:
    settings.DEMO, settings.CITIZEN_LOGIN = False, "tests.pages.at_id_porten.provider"
    settings.BOOKING_OPENS_ON = date(2024, 5, 1)


@pytest.fixture(autouse=True)
def the_world_is_whole(db: None) -> Iterator[None]:
    """After each test."""
    yield
    check_world()


@pytest.fixture
def case(db: None) -> MountingCase:
    """The town is imported, a crew works, and Turid is to get eLås: entrance and flat."""
    import_bundle(export.bundle(export.people_and_places(now()), now()), now=now())
    make.make_crew()
    turid = recipient_with_source(key_of("turid"))
    home = Home.objects.get(source_id=key_of(RECIPIENTS["turid"].where))
    return MountingCase.objects.get(pk=open_case(recipient=turid, home=home.id, now=now()))


def turids_number() -> str:
    return synthetic_number(RECIPIENTS["turid"].born, 100)


def free(case: MountingCase) -> list[Slot]:
    """The free times of the next weeks, in the order of time."""
    found = case_of(case.recipient_id)
    assert found is not None
    first = bookable(now=now()).first
    days = free_days(found.wanted, first=first, last=first + timedelta(days=21), now=now())
    return sorted((slot for day in days for slot in day.slots), key=lambda slot: slot.start)


def take(client: Client, case: MountingCase, slot: Slot) -> int:
    page = f"/min-side/time/{case.recipient_id}/"
    return client.post(page, {"tid": slot.start.isoformat(), "var": ""}).status_code


def test_du_kan_bestille_time_gjennom_et_nettbasert_timebookingsystem(
    client: Client, case: MountingCase
) -> None:
    log_in(client, pid=turids_number())
    wanted = free(case)[0]

    assert take(client, case, wanted) == 302

    appointment = Appointment.objects.get()
    assert appointment.slot.lower == wanted.start
    assert appointment.booked_by_kind == "recipient"
    assert appointment.slot.upper - wanted.start == timedelta(hours=1)  # two doors


def test_kan_parorende_bestille_monteringsavtale(client: Client, case: MountingCase) -> None:
    log_in(client, pid=KIN["turid"].national_id)
    card = look(client.get("/min-side/").content)
    assert "For Turid Bakken" in card.words
    assert f"/recipient/{case.recipient_id}/" not in card.links

    assert take(client, case, free(case)[0]) == 302

    assert Appointment.objects.get().booked_by_kind == "kin"


def test_inntil_timebookingsystemet_er_klart_tar_trygghetspatruljen_kontakt(
    client: Client, case: MountingCase, settings: Settings
) -> None:
    settings.BOOKING_OPENS_ON = None
    log_in(client, pid=turids_number())
    wanted = free(case)[0]

    said = look(client.get(f"/min-side/time/{case.recipient_id}/").content)
    assert "Trygghetspatruljen ringer deg" in said.words
    assert take(client, case, wanted) == 200
    assert not Appointment.objects.exists()

    per = employee_named(key_of("per"))
    grant_role(employee=per, role=GrantedRole.RESPONDER, now=now())
    by = Actor(ActorKind.EMPLOYEE, per)
    answer = book(case=case.id, start=wanted.start, by=by, opens_on=None, now=now())

    assert isinstance(answer, Done)


def test_ved_forstegangsmontering_av_trygghetsalarm_installerer_vi_elasen_samtidig(
    client: Client, case: MountingCase
) -> None:
    MountingCase.objects.update(with_alarm=True)
    log_in(client, pid=turids_number())

    take(client, case, free(case)[0])

    appointment = Appointment.objects.get()
    assert appointment.slot.upper - appointment.slot.lower == timedelta(minutes=90)
    card = look(client.get("/min-side/").content)
    assert "Trygghetsalarmen monteres i samme besøk" in card.words


def test_timen_er_like_lett_a_flytte_og_avbestille_som_a_bestille(
    client: Client, case: MountingCase
) -> None:
    log_in(client, pid=turids_number())
    first, *_, last = free(case)
    take(client, case, first)
    booked = Appointment.objects.get()
    page = f"/min-side/time/{case.recipient_id}/"

    client.post(page, {"tid": last.start.isoformat(), "var": str(booked.id)})
    assert Appointment.objects.get(cancelled_at=None).slot.lower == last.start
    assert first.start in {slot.start for slot in free(case)}

    client.post(f"/min-side/avtale/{case.recipient_id}/avbestill/")
    assert not Appointment.objects.filter(cancelled_at=None).exists()


def test_den_som_tjenestemottakeren_ikke_lenger_lar_bestille_kan_ikke_bestille(
    client: Client, case: MountingCase
) -> None:
    ingrid, wanted = Client(), free(case)[0]
    log_in(ingrid, pid=KIN["turid"].national_id)
    log_in(client, pid=turids_number())
    [kin] = case.recipient.kin.all()

    client.post(f"/min-side/tilgang/{case.recipient_id}/", {"kin": str(kin.id)})

    assert take(ingrid, case, wanted) == 404
    assert not Appointment.objects.exists()


def test_ingen_kommer_pa_en_helligdag(case: MountingCase) -> None:
    christmas = Period(
        datetime(2026, 12, 24, 23, tzinfo=UTC), datetime(2026, 12, 26, 23, tzinfo=UTC)
    )
    before = datetime(2026, 12, 14, tzinfo=UTC)
    found = case_of(case.recipient_id)
    assert found is not None

    days = free_days(found.wanted, first=date(2026, 12, 21), last=date(2026, 12, 31), now=before)

    starts = [slot.start for day in days for slot in day.slots]
    assert starts
    assert not [start for start in starts if start in christmas]


TEXT = "Du kan nå bestille time til montering av eLås: https://minside.trondheim.kommune.no/"


def invite(key: str) -> UUID:
    """One of the demo's recipients is told that they can book."""
    given, _, family = RECIPIENTS[key].name.rpartition(" ")
    person = make_recipient(national_id=national_id(key), given=given, family=family)
    message = notify(
        to=Person(recipient=person.id), purpose=Purpose.INVITATION, text=TEXT, now=now()
    )
    deliver(message=message, ways=Ways(Register(), Gateway()), now=now())
    return message


def test_you_are_told_by_sms_when_you_can_book() -> None:
    """The letter: «Du vil få beskjed på sms om når du kan bestille timeavtale»."""
    message = invite("turid")

    assert Kept.objects.filter(pk=message).exists()


@pytest.mark.parametrize("key", ["knut", "solveig", "arne", "astrid"])
def test_the_patrol_contacts_whoever_cannot_be_told_so(
    client: Client, settings: Settings, key: str
) -> None:
    """The letter: «vil Trygghetspatruljen ta kontakt med deg for å avtale tidspunkt»."""
    settings.DEMO, settings.CONTACT_REGISTER = True, "elaas.demo.contact_register.Register"
    invite(key)

    shown = client.get("/ringeliste/").content.decode()

    assert not Kept.objects.exists()
    assert RECIPIENTS[key].name in shown
    assert "Kan bestille time til montering" in shown


PAGES = ["montering/", "sporsmal/"]
PATROL = {
    "nb": "Trygghetspatruljen tar kontakt med deg",
    "nn": "Trygghetspatruljen tek kontakt med deg",
    "en": "Trygghetspatruljen contacts you",
}
UNTIL_THEN = {
    "nb": "Inntil da tar Trygghetspatruljen kontakt med deg",
    "nn": "Inntil då tek Trygghetspatruljen kontakt med deg",
    "en": "Until then Trygghetspatruljen contacts you",
}
TEXT_MESSAGE = {
    "nb": "Du får SMS når du kan bestille.",
    "nn": "Du får SMS når du kan bestille.",
    "en": "You get a text message when you can book.",
}
SOMEBODY_CLOSE = {
    "nb": "kan pårørende eller andre nærstående gjøre det for deg",
    "nn": "kan pårørande eller andre nærståande gjere det for deg",
    "en": "family or somebody else close to you can do it for you",
}
FIRST_ALARM = {
    "nb": "trygghetsalarm for første gang? Da monterer vi eLås i samme besøk.",
    "nn": "tryggleiksalarm for første gong? Då monterer vi eLås på same besøk.",
    "en": "first safety alarm? Then we mount the eLås at the same visit.",
}
each_page_in_each_language = pytest.mark.parametrize(
    ("page", "language"), [(page, language) for page in PAGES for language in PATROL]
)


@each_page_in_each_language
def test_without_a_day_nobody_is_promised_to_book(
    settings: Settings, page: str, language: str
) -> None:
    settings.BOOKING_OPENS_ON = None

    words = told(page, language)

    assert PATROL[language] in words
    assert TEXT_MESSAGE[language] not in words
    assert FIRST_ALARM[language] in words


@each_page_in_each_language
def test_before_the_day_it_is_named_and_until_then_the_patrol_calls(
    settings: Settings, page: str, language: str
) -> None:
    settings.BOOKING_OPENS_ON = date(2999, 3, 1)

    words = told(page, language)

    assert "2999" in words
    assert UNTIL_THEN[language] in words
    assert TEXT_MESSAGE[language] in words
    assert SOMEBODY_CLOSE[language] in words
    assert FIRST_ALARM[language] in words


@each_page_in_each_language
def test_from_the_day_on_one_books_oneself_or_somebody_close_does(
    settings: Settings, page: str, language: str
) -> None:
    settings.BOOKING_OPENS_ON = date(2024, 3, 1)

    words = told(page, language)

    assert "2024" not in words
    assert UNTIL_THEN[language] not in words
    assert TEXT_MESSAGE[language] in words
    assert SOMEBODY_CLOSE[language] in words
