"""The recipient's own page: what the crew did at home, who confirmed it, and the photos."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from elaas.doors.models import Photo
from elaas.mounting.models import MountingCase, VisitReport
from elaas.mounting.visits import ReportKind
from elaas.people.rights import Right
from tests import make
from tests.make import NOON
from tests.operations.visits import Visit, begin
from tests.pages.look import look
from tests.pages.test_roles_of_citizens import INGRID, TURID, let, log_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit() -> Visit:
    """A crew at Turid's; she has a login."""
    begun = begin()
    begun.case.recipient.national_id = TURID
    begun.case.recipient.save()
    return begun


def words(client: Client) -> str:
    return look(client.get("/min-side/").content).words


def photos(client: Client, visit: Visit) -> list[str]:
    """The addresses of the photos on the page."""
    page = client.get("/min-side/").content.decode()
    found: list[str] = re.findall(rf"/min-side/bilde/{visit.case.recipient_id}/[^/]+/", page)
    return found


def test_she_sees_what_was_signed_and_the_photos_before_and_afterwards(
    client: Client, visit: Visit
) -> None:
    for report in visit.whole():
        visit.tell(report)
    log_in(client, TURID)

    assert "Montering av eLås" in words(client)
    assert "Bekreftet av Turid Bakken" in words(client)
    shown = photos(client, visit)
    # The bag is of the flat's unit; two doors before and afterwards; and the signature.
    assert len(set(shown)) == 6
    assert {client.get(one).status_code for one in shown} == {200}


def test_a_removal_too(client: Client, visit: Visit) -> None:
    MountingCase.objects.update(task="remove")
    visit.tell(visit.report(ReportKind.SIGNED, how="nobody", name="", reason="Boet er tømt."))
    VisitReport.objects.update(trouble="", settled_at=NOON)
    log_in(client, TURID)

    assert "Nedtaking av eLås" in words(client)
    assert "Ingen kunne bekrefte: Boet er tømt." in words(client)


def test_of_a_step_that_was_corrected_the_later_photos_are_shown(
    client: Client, visit: Visit
) -> None:
    first = visit.report(ReportKind.AFTER, visit.home)
    visit.tell(first)
    visit.tell(replace(visit.report(ReportKind.AFTER, visit.home), at=NOON + timedelta(minutes=1)))
    log_in(client, TURID)

    [shown] = photos(client, visit)
    wrong = VisitReport.objects.get(pk=first.id).photos.get()
    assert str(wrong.id) not in shown
    assert client.get(f"/min-side/bilde/{visit.case.recipient_id}/{wrong.id}/").status_code == 404


def test_what_a_person_must_look_at_first_is_not_shown(client: Client, visit: Visit) -> None:
    visit.tell(visit.report(ReportKind.AFTER, visit.home))
    VisitReport.objects.update(trouble="not_theirs", settled_at=None)
    log_in(client, TURID)

    assert photos(client, visit) == []
    photo = Photo.objects.get()
    assert client.get(f"/min-side/bilde/{visit.case.recipient_id}/{photo.id}/").status_code == 404


@pytest.mark.parametrize(("right", "sees"), [(Right.FOLLOW, True), (Right.BOOK, False)])
def test_kin_see_it_where_they_may_follow(
    client: Client, visit: Visit, right: Right, sees: object
) -> None:
    visit.tell(visit.report(ReportKind.AFTER, visit.home))
    let(make.make_kin(visit.case.recipient, national_id=INGRID), frozenset({right}))
    log_in(client, INGRID)

    photo = Photo.objects.get()
    address = f"/min-side/bilde/{visit.case.recipient_id}/{photo.id}/"
    assert (client.get(address).status_code == 200) is sees
    assert (address in photos(client, visit)) is sees
