"""The card with the booked time, its file for a calendar, and whose it is."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from elaas.mounting.models import Appointment, MountingCase
from elaas.people.models import Recipient
from tests import make
from tests.pages.booking.scene import THURSDAY_AT_NINE, book, page
from tests.pages.look import look
from tests.pages.test_roles_of_citizens import TURID, log_in

pytestmark = pytest.mark.django_db


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
