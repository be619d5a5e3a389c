"""Three steps from a week to a booked time, and what they say when there is none."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from pytest_django import Settings

from elaas.access.rules import Period
from elaas.mounting.holidays import Holiday
from elaas.mounting.models import Appointment, Closure, Crew, MountingCase
from elaas.mounting.operations.booking import NotBooked
from elaas.mounting.rules import DayPart, Why
from elaas.people.operations.kin_rights import NotDecided
from elaas.people.rights import Right, WordOf
from elaas.web import booking_words
from tests import make
from tests.pages.booking.scene import THURSDAY_AT_NINE, book, page, slots, times_on
from tests.pages.look import look

pytestmark = pytest.mark.django_db


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
