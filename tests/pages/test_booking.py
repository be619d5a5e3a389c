"""The pages on which people book: three steps, the card, the calendar's file, the patrol's page."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from icalendar import Calendar
from pytest_django import Settings

from elaas.access.rules import Period
from elaas.mounting.holidays import Holiday
from elaas.mounting.models import Appointment, Closure, Crew, MountingCase
from elaas.mounting.operations.booking import NotBooked
from elaas.mounting.queries.calendar import free_days
from elaas.mounting.queries.cases import case_of
from elaas.mounting.rules import DayPart, Slot, Why
from elaas.people.grants import GrantedRole
from elaas.people.models import EmployeeSession, Recipient
from elaas.people.operations.grants import grant_role
from elaas.people.operations.kin_rights import NotDecided
from elaas.people.operations.sessions import hash_of
from elaas.people.rights import Right, WordOf
from elaas.web import booking_words, session
from tests import make
from tests.pages.look import look
from tests.pages.test_roles_of_citizens import TURID, log_in

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 12, 1, 11, 0, tzinfo=UTC)  # a Tuesday; twelve o'clock here
THURSDAY_AT_NINE = datetime(2026, 12, 3, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("elaas.web.clock.read", lambda: NOON)
    settings.DEMO, settings.BOOKING_OPENS_ON = False, date(2026, 11, 1)


@pytest.fixture
def turid() -> Recipient:
    return make.make_recipient(given="Turid", family="Bakken", national_id=TURID)


@pytest.fixture
def case(turid: Recipient) -> MountingCase:
    make.make_crew()
    return make.make_case(turid, home=make.make_home(address="Ila 110"))


@pytest.fixture
def browser(client: Client, case: MountingCase) -> Client:
    """Turid's, who is logged in."""
    log_in(client, TURID)
    return client


def page(case: MountingCase) -> str:
    return f"/min-side/time/{case.recipient_id}/"


def slots(case: MountingCase, day: date) -> list[Slot]:
    found = case_of(case.recipient_id)
    assert found is not None
    [free] = free_days(found.wanted, first=day, last=day, now=NOON)
    return list(free.slots)


def times_on(content: bytes) -> list[str]:
    return [unescape(one) for one in re.findall(r'\?tid=([^"]+)"', content.decode())]


def book(browser: Client, case: MountingCase, start: datetime, **more: str) -> Any:
    return browser.post(page(case), {"tid": start.isoformat(), "var": "", **more})


def test_the_first_step_shows_a_week_and_says_why_a_day_has_no_time(
    browser: Client, case: MountingCase
) -> None:
    Closure.objects.create(first=date(2026, 12, 4), last=date(2026, 12, 4))

    seen = look(browser.get(page(case)).content)

    assert "Når skal vi komme? Steg 1 av 3" in seen.words
    assert "Uke 49 I dag For snart" in seen.words  # and not yesterday
    assert "Fredag 4. desember Vi kommer ikke denne dagen" in seen.words
    assert "Lørdag 5. desember Vi kommer ikke på denne ukedagen" in seen.words
    assert f"{page(case)}?dag=2026-12-03" in seen.links


def test_a_public_holiday_is_named(browser: Client, case: MountingCase) -> None:
    seen = look(browser.get(page(case), {"uke": "2026-12-25"}).content)

    assert "Fredag 25. desember 1. juledag" in seen.words


def test_times_that_make_good_routes_come_first(browser: Client, case: MountingCase) -> None:
    there: dict[str, Any] = {"latitude": 63.43, "longitude": 10.35}
    case.home.__class__.objects.filter(pk=case.home_id).update(**there)
    Crew.objects.update(latitude=63.43, longitude=10.50)
    neighbour = make.make_case(home=make.make_home(**there))
    booked = Period(THURSDAY_AT_NINE, THURSDAY_AT_NINE + timedelta(minutes=30))
    make.make_appointment(neighbour, crew=Crew.objects.get(), slot=booked)

    suggested = times_on(browser.get(page(case)).content)
    on_thursday = browser.get(page(case), {"dag": "2026-12-03"}).content.decode()

    assert any("2026-12-03T09%3A30" in one or "2026-12-03T08%3A30" in one for one in suggested)
    before_more = on_thursday.split("<details>")[0]
    assert "09.30" in look(before_more.encode()).words


def test_the_second_step_groups_the_times_of_a_day(browser: Client, case: MountingCase) -> None:
    seen = look(browser.get(page(case), {"dag": "2026-12-03"}).content)

    assert "Torsdag" not in seen.words.split("Steg")[1]
    parts = [seen.words.index(part) for part in ("Formiddag", "Midt på dagen", "Ettermiddag")]
    assert parts == sorted(parts)


def test_three_steps_from_the_week_to_a_booked_time(browser: Client, case: MountingCase) -> None:
    links = look(browser.get(page(case)).content).links
    [day] = [link for link in links if "?dag=2026-12-03" in link]
    [first, *_] = [link for link in look(browser.get(day).content).links if "?tid=" in link]
    check = browser.get(first).content.decode()
    [tid] = re.findall(r'name="tid" value="([^"]+)"', check)

    answer = browser.post(page(case), {"tid": tid, "var": ""})

    assert answer["Location"] == f"/min-side/avtale/{case.recipient_id}/"
    seen = look(browser.get(answer["Location"]).content)
    assert "Timen er bestilt" in seen.words
    assert "torsdag 3. desember" in seen.words
    assert Appointment.objects.get().booked_by_id == case.recipient_id


def test_what_is_taken_meanwhile_is_said_and_the_nearest_are_shown(
    browser: Client, case: MountingCase
) -> None:
    assert browser.get(page(case), {"tid": THURSDAY_AT_NINE.isoformat()}).status_code == 200
    other = make.make_case()
    make.make_appointment(
        other,
        crew=Crew.objects.get(),
        slot=Period(THURSDAY_AT_NINE, THURSDAY_AT_NINE + timedelta(minutes=30)),
    )

    answer = book(browser, case, THURSDAY_AT_NINE)

    assert answer.status_code == 409
    seen = look(answer.content)
    assert "Timen er tatt" in seen.words
    assert "Noen andre tok torsdag 3. desember kl. 09.00" in seen.words
    assert len(times_on(answer.content)) == 3
    left = {slot.start for slot in slots(case, date(2026, 12, 3))}
    assert THURSDAY_AT_NINE not in left
    assert browser.get(page(case), {"tid": THURSDAY_AT_NINE.isoformat()}).status_code == 409


def test_the_card_moves_cancels_and_goes_into_a_calendar(
    browser: Client, case: MountingCase
) -> None:
    book(browser, case, THURSDAY_AT_NINE)
    card = look(browser.get("/min-side/").content)
    for said in ("torsdag 3. desember kl. 09.00 til 09.30", "Flytt", "Avbestill", "Ila 110"):
        assert said in card.words

    later = THURSDAY_AT_NINE + timedelta(hours=2)
    standing = Appointment.objects.get()
    check = look(browser.get(page(case), {"tid": later.isoformat()}).content)
    assert "I stedet for torsdag 3. desember kl. 09.00 til 09.30" in check.words
    moved = book(browser, case, later, var=str(standing.id))

    assert moved.status_code == 302
    file = browser.get(f"/min-side/avtale/{case.recipient_id}/elaas.ics")
    assert file["Content-Type"] == "text/calendar"
    event: Any
    [event] = Calendar.from_ical(file.content).walk("VEVENT")
    assert event["DTSTART"].dt == later
    assert event["DTEND"].dt == later + timedelta(minutes=30)
    assert b"DTSTART:20261203T100000Z" in file.content
    assert (event["UID"], event["SEQUENCE"]) == (f"{case.id}@elaas", 1)
    assert event["LOCATION"] == "Ila 110"

    away = f"/min-side/avtale/{case.recipient_id}/avbestill/"
    assert "Vil du avbestille timen?" in look(browser.get(away).content).words
    assert browser.post(away)["Location"] == f"/min-side/avtale/{case.recipient_id}/"
    assert not Appointment.objects.filter(cancelled_at=None).exists()
    assert browser.get(f"/min-side/avtale/{case.recipient_id}/elaas.ics").status_code == 404
    assert "Ingen time er bestilt" in look(browser.post(away).content).words


def test_a_protected_address_is_in_no_calendar(client: Client) -> None:
    secret = make.make_recipient(national_id=TURID, protection="V")
    make.make_crew()
    case = make.make_case(secret, home=make.make_home(address="Hemmeliggata 13"))
    log_in(client, TURID)
    book(client, case, THURSDAY_AT_NINE)

    file = client.get(f"/min-side/avtale/{secret.id}/elaas.ics").content

    assert b"BEGIN:VEVENT" in file
    assert b"Hemmeliggata" not in file


def test_two_who_book_for_the_same_person_get_one_appointment(
    browser: Client, case: MountingCase
) -> None:
    book(browser, case, THURSDAY_AT_NINE)

    again = book(browser, case, THURSDAY_AT_NINE + timedelta(hours=2))

    assert again.status_code == 409
    assert "Det er bestilt en time i mellomtiden" in look(again.content).words


@pytest.mark.parametrize("opens", [None, date(2026, 12, 2)])
def test_until_booking_opens_the_patrol_calls(
    browser: Client, case: MountingCase, settings: Settings, opens: date | None
) -> None:
    settings.BOOKING_OPENS_ON, settings.PATROL_PHONE = opens, "00 00 02 00"

    seen = look(browser.get(page(case)).content)

    assert "Vi ringer deg" in seen.words
    assert "tel:00000200" in seen.links
    assert ("Du kan bestille her fra i morgen" in seen.words) == (opens is not None)
    assert "Vi ringer deg" in look(book(browser, case, THURSDAY_AT_NINE).content).words
    assert not Appointment.objects.exists()


@pytest.mark.parametrize(
    "given",
    [
        {"tid": "x"},
        {"tid": "2026-12-03T09:00:00"},
        {"tid": "9999-12-31T23:59:59Z"},
        {"tid": "0001-01-01T00:00:00+14:00"},
        {"dag": "2026-99-99"},
        {"dag": "0001-01-01"},
        {"dag": "9999-12-31"},
        {"uke": "x"},
        {"uke": "2199-12-31"},
        {"uke": "2000-01-01"},
        {"dag": "2000-01-01"},
        {"tid": "2199-12-31T23:59:59Z"},
        {"dag": "2199-12-31"},
    ],
)
def test_whatever_is_in_the_address_the_page_is_one(
    browser: Client, case: MountingCase, given: dict[str, str]
) -> None:
    assert browser.get(page(case), given).status_code in {200, 409}
    assert browser.post(page(case), given).status_code in {200, 409}
    assert not Appointment.objects.exists()


def test_where_nothing_is_to_be_mounted_the_page_says_so(client: Client, turid: Recipient) -> None:
    log_in(client, TURID)

    for path in ("time/{}/", "avtale/{}/avbestill/"):
        answer = client.get("/min-side/" + path.format(turid.id))
        assert "Ingenting skal monteres" in look(answer.content).words
    assert client.get(f"/min-side/avtale/{turid.id}/").status_code == 200


def test_with_one_person_to_book_for_it_is_plain_for_whom(
    browser: Client, case: MountingCase
) -> None:
    assert browser.get("/min-side/time/")["Location"] == page(case)
    make.make_kin(make.make_recipient(), national_id=TURID)
    assert browser.get("/min-side/time/")["Location"] == "/min-side/"


def patrol(client: Client, role: GrantedRole = GrantedRole.RESPONDER) -> None:
    employee = make.make_employee()
    grant_role(employee=employee.id, role=role, now=NOON)
    EmployeeSession.objects.create(
        token_hash=hash_of("token"),
        employee=employee,
        began_at=NOON,
        ends_at=NOON + timedelta(hours=1),
    )
    client.cookies[session.cookie()] = "token"


def test_the_patrol_books_moves_and_cancels_by_the_same_steps(
    client: Client, case: MountingCase, settings: Settings
) -> None:
    settings.BOOKING_OPENS_ON = None
    patrol(client)
    listed = look(client.get("/patrol/booking/").content)
    assert "Turid Bakken" in listed.words
    here = f"/patrol/booking/{case.id}/"
    assert here in listed.links
    assert f"{here}?dag=2026-12-03" in look(client.get(here).content).links

    booked = client.post(here, {"tid": THURSDAY_AT_NINE.isoformat(), "var": ""})

    assert booked["Location"] == "/patrol/booking/"
    assert Appointment.objects.get().booked_by_kind == "employee"
    assert "torsdag 3. desember kl. 09.00" in look(client.get("/patrol/booking/").content).words
    assert client.post(f"{here}avbestill/")["Location"] == "/patrol/booking/"
    assert client.get("/patrol/booking/00000000-0000-0000-0000-000000000007/").status_code == 404


def test_in_the_demo_nobody_books_without_being_somebody(
    client: Client, case: MountingCase, settings: Settings
) -> None:
    settings.DEMO = True

    answer = client.post(
        f"/patrol/booking/{case.id}/", {"tid": THURSDAY_AT_NINE.isoformat(), "var": ""}
    )

    assert answer.status_code == 409
    assert not Appointment.objects.exists()


def test_every_answer_has_words() -> None:
    words: list[tuple[Any, Callable[[], Any]]] = [
        (booking_words.NOT_BOOKED, lambda: set(NotBooked)),
        (booking_words.WHY_NONE, lambda: set(Why)),
        (booking_words.HOLIDAYS, lambda: set(Holiday)),
        (booking_words.DAY_PARTS, lambda: set(DayPart)),
        (booking_words.RIGHTS, lambda: set(Right)),
        (booking_words.WORDS_OF, lambda: set(WordOf)),
        (booking_words.NOT_DECIDED, lambda: set(NotDecided)),
    ]
    with translation.override("nb"):
        for said, wanted in words:
            assert set(said) == wanted()
            assert all(str(one) for one in said.values())


def test_a_stranger_s_page_of_booking_is_not_found(client: Client, case: MountingCase) -> None:
    log_in(client, "11223344556")

    assert client.get(page(case)).status_code == 404


def test_every_page_of_booking_can_be_read_aloud(browser: Client, case: MountingCase) -> None:
    rid = case.recipient_id
    make.make_kin(case.recipient)
    pages = ["/min-side/", page(case), f"{page(case)}?dag=2026-12-03", f"/min-side/tilgang/{rid}/"]
    pages += [f"{page(case)}?tid=2026-12-03T08:00:00Z", f"{page(case)}?tid=2026-12-05T08:00:00Z"]
    book(browser, case, THURSDAY_AT_NINE)
    pages += [f"/min-side/avtale/{rid}/", f"/min-side/avtale/{rid}/avbestill/", *pages]

    for one in pages:
        seen = look(browser.get(one).content)
        assert seen.headings[0] == 1, one
        assert seen.headings.count(1) == 1
        assert seen.faults == [], one
        assert [name for name in seen.ids if seen.ids.count(name) > 1] == []
