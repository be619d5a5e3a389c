"""Damage is reported by whom it concerns, at the door that it concerns."""

import re
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from elaas.damage.models import Damage
from elaas.doors.models import Unit
from elaas.people.actors import ActorKind
from elaas.people.grants import GrantedRole
from elaas.people.models import Employee, Recipient
from elaas.people.rights import Right
from tests import make
from tests.pages.at_work import be, work_as
from tests.pages.damage.scene import photo, report, words
from tests.pages.look import look
from tests.pages.test_roles_of_citizens import INGRID, TURID, let, log_in

pytestmark = pytest.mark.django_db


def test_the_recipient_reports_with_a_photo_and_sees_that_it_has_come(
    client: Client, turid: Recipient, unit: Unit
) -> None:
    log_in(client, TURID)

    answer = report(client, f"/min-side/skade/{turid.id}/", photos=[photo(), photo()])

    row = Damage.objects.get()
    assert answer["Location"] == f"/min-side/skade/{turid.id}/{row.id}/"
    assert (row.unit, row.recipient, row.photos.count()) == (unit, turid, 2)
    assert (row.reported_by_kind, row.reported_by_id) == (ActorKind.RECIPIENT, turid.id)
    page = client.get(answer["Location"]).content
    assert "Vi har fått meldingen din." in look(page).words
    [one, _] = re.findall(rf"/min-side/bilde/{turid.id}/[^/]+/", page.decode())
    assert client.get(one)["Content-Type"] == "image/jpeg"
    assert "Venter på vedtak" in words(client, f"/min-side/skade/{turid.id}/")


def test_next_of_kin_report_where_they_may_follow_and_not_where_they_may_only_book(
    client: Client, turid: Recipient, unit: Unit
) -> None:
    kin = make.make_kin(turid, national_id=INGRID)
    log_in(client, INGRID)
    page = f"/min-side/skade/{turid.id}/"
    let(kin, frozenset({Right.BOOK}))
    assert report(client, page).status_code == 404

    let(kin, frozenset({Right.FOLLOW}))
    assert report(client, page).status_code == 302
    assert Damage.objects.get().reported_by_id == kin.id
    assert "For Turid Bakken" in words(client, page)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"damaged": "roof"}, "Velg hva som er skadet."),
        ({"what": " \0 "}, "Skriv hva som har skjedd."),
        ({"what": "x" * 1001}, "Dette er for langt: høyst 1000 tegn."),
        ({"photos": [photo() for _ in range(5)]}, "Velg høyst 4 bilder."),
        (
            {"photos": SimpleUploadedFile("a.jpg", b"no photo")},
            "Bildet kan ikke leses. Ta et nytt, som JPEG, PNG eller WebP.",
        ),
    ],
)
def test_what_cannot_be_used_is_said_and_what_was_written_stays(
    client: Client, turid: Recipient, unit: Unit, given: dict[str, Any], said: str
) -> None:
    log_in(client, TURID)

    answer = report(client, f"/min-side/skade/{turid.id}/", **given)

    assert answer.status_code == 400
    assert said in look(answer.content).words
    assert "what" in given or "Låsen falt av døren." in answer.content.decode()
    assert not Damage.objects.exists()


def test_in_a_building_one_says_which_door(client: Client, turid: Recipient) -> None:
    building = make.make_building()
    make.make_home(building=building)
    flat = make.make_home(building=building)
    make.make_assignment(employee=make.make_employee(), home=flat, recipient=turid)
    log_in(client, TURID)
    page = f"/min-side/skade/{turid.id}/"

    assert "Velg døren." in look(report(client, page).content).words
    report(client, page, door="entrance")

    assert Damage.objects.get().building == building


def test_who_has_no_known_home_is_told_that_there_is_no_door(
    client: Client, turid: Recipient
) -> None:
    log_in(client, TURID)

    assert "Her er det ingen dør" in words(client, f"/min-side/skade/{turid.id}/")
    assert report(client, f"/min-side/skade/{turid.id}/").status_code == 400


def test_an_employee_reports_at_a_door_of_today_and_at_no_other(
    client: Client, turid: Recipient, unit: Unit
) -> None:
    make.make_unit(home=make.make_home())
    kari = Employee.objects.get(given="Kari")
    be(client, kari)
    page = f"/employee/{kari.id}/skade/"
    assert page in look(client.get(f"/employee/{kari.id}/").content).links

    answer = report(client, page)

    assert "Takk. Det er meldt" in look(answer.content).words
    row = Damage.objects.get()
    assert (row.unit, row.recipient, row.reported_by_id) == (unit, turid, kari.id)


def test_the_desk_reports_for_somebody_who_calls_and_at_a_lock(
    client: Client, turid: Recipient, unit: Unit
) -> None:
    work_as(client, GrantedRole.SERVICE_DESK)
    pages = [f"/skader/meld/{turid.id}/", f"/lock/{unit.lock_id}/skade/"]

    answers = [report(client, page, damaged="door") for page in pages]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert {row.recipient for row in Damage.objects.all()} == {turid}
    assert client.get(f"/skader/meld/{UUID(int=7)}/").status_code == 404
    assert client.get("/lock/L-9999/skade/").status_code == 404


def test_an_installer_reports_at_an_entrance_which_is_nobody_s_and_whoever_decides_cannot_bill(
    client: Client, turid: Recipient
) -> None:
    entrance = make.make_unit(building=make.make_building())
    work_as(client, GrantedRole.INSTALLER)
    answer = report(client, f"/lock/{entrance.lock_id}/skade/")
    assert "Takk. Det er meldt" in look(answer.content).words

    work_as(client, GrantedRole.COORDINATOR)
    row = Damage.objects.get()
    assert row.recipient is None
    assert "Mottakeren erstatter det" not in words(client, f"/skader/{row.id}/")
