"""Damage on pages: reported by whom it concerns, decided by a coordinator, told in a letter."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from elaas.access.rules import Period
from elaas.damage.models import Damage, DamageComplaint, DamageDecision
from elaas.damage.operations import NotDone
from elaas.damage.rules import Damaged, Outcome, State
from elaas.doors.models import Photo, Unit
from elaas.people.actors import ActorKind
from elaas.people.grants import GrantedRole
from elaas.people.models import Employee, EmployeeSession, Recipient
from elaas.people.operations.grants import grant_role
from elaas.people.operations.sessions import hash_of
from elaas.people.rights import Right
from elaas.web import clock, damage_words, session
from tests import damages, make
from tests.notices.test_letter import tool
from tests.pages.look import look
from tests.pages.test_roles_of_citizens import INGRID, TURID, let, log_in
from tests.pictures import taken

pytestmark = pytest.mark.django_db
TEXT = {"damaged": "equipment", "what": "Låsen falt av døren."}


@pytest.fixture(autouse=True)
def _no_demo(settings: Settings) -> None:
    settings.DEMO = False
    settings.MUNICIPALITY_NAME, settings.PATROL_PHONE = "Malvik kommune", "00 00 02 00"


@pytest.fixture
def turid() -> Recipient:
    return make.make_recipient(given="Turid", family="Bakken", national_id=TURID)


@pytest.fixture
def unit(turid: Recipient) -> Unit:
    """The lock at her house, where Kari comes now."""
    house = make.make_home(address="Ila 110", postal_code="7018", city="Trondheim")
    now = clock.read()
    make.make_assignment(
        employee=make.make_employee(given="Kari", family="Nilsen"),
        home=house,
        recipient=turid,
        period=Period(now, now + timedelta(minutes=30)),
    )
    return make.make_unit(home=house)


def photo(name: str = "skade.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, taken(), content_type="image/jpeg")


def work_as(client: Client, role: GrantedRole) -> Employee:
    employee = make.make_employee(given="Anne", family="Lund")
    grant_role(employee=employee.id, role=role, now=clock.read())
    be(client, employee)
    return employee


def be(client: Client, employee: Employee) -> None:
    now = clock.read()
    EmployeeSession.objects.create(
        token_hash=hash_of(str(employee.id)),
        employee=employee,
        began_at=now,
        ends_at=now + timedelta(hours=1),
    )
    client.cookies[session.cookie()] = str(employee.id)


def words(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return look(answer.content).words


def report(client: Client, address: str, **more: Any) -> Any:
    return client.post(address, {**TEXT, **more})


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


def test_the_coordinator_sees_before_and_after_beside_each_other_and_the_rule(
    client: Client, turid: Recipient, unit: Unit
) -> None:
    assert unit.home
    damages.make_condition(home=unit.home, photos=[taken()])
    row = damages.make_damage(turid, home=unit.home, damaged=Damaged.DOOR, photos=[taken()])
    work_as(client, GrantedRole.COORDINATOR)
    assert f"/skader/{row.id}/" in look(client.get("/skader/").content).links

    page = client.get(f"/skader/{row.id}/").content

    pictures = re.findall(rf'src="(/skader/{row.id}/bilde/[^"]+)"', page.decode())
    assert [client.get(one).status_code for one in pictures] == [200, 200]
    said = look(page).words
    for one in (
        "Montering og demontering skal ikke gi slitasje",
        "Mottakeren betaler aldri for merker på døren.",
        "Turid Bakken (mottakeren)",
        "Ila 110",
    ):
        assert one in said


def test_a_photo_of_something_else_is_not_shown_there(
    client: Client, turid: Recipient, unit: Unit
) -> None:
    assert unit.home
    row = damages.make_damage(turid, home=unit.home)
    other = Photo.objects.create(content=b"", kept_at=clock.read())
    work_as(client, GrantedRole.COORDINATOR)

    assert client.get(f"/skader/{row.id}/bilde/{other.id}/").status_code == 404


def decide(client: Client, row: Damage, **given: str) -> Any:
    wanted = {"outcome": "nobody", "because": "Hun falt.", "amount": "", "seen": "0"}
    return client.post(f"/skader/{row.id}/avgjor/", {**wanted, **given})


def test_the_coordinator_decides_with_a_reason_and_the_desk_may_not(
    client: Client, turid: Recipient, unit: Unit
) -> None:
    assert unit.home
    row = damages.make_damage(turid, home=unit.home)
    work_as(client, GrantedRole.SERVICE_DESK)
    assert decide(client, row).status_code == 404
    assert "Avgjør" not in words(client, f"/skader/{row.id}/")

    anne = work_as(client, GrantedRole.COORDINATOR)
    assert decide(client, row, amount="1 500").status_code == 302

    made = DamageDecision.objects.get()
    assert (made.outcome, made.amount, made.decided_by) == (Outcome.NOBODY, 1500, anne)
    assert "Ingen er ansvarlig, 1\N{NO-BREAK SPACE}500 kr." in (
        client.get(f"/skader/{row.id}/").content.decode().replace("</strong>", "")
    )


@pytest.mark.parametrize(
    ("given", "status", "said"),
    [
        ({"outcome": "somebody"}, 400, "Velg hvem som betaler."),
        ({"because": "  "}, 400, "Skriv hvorfor."),
        ({"amount": "12,50"}, 400, "Skriv beløpet i hele kroner"),
        ({"amount": "9999999"}, 400, "Skriv beløpet i hele kroner"),
        ({"outcome": "recipient"}, 409, "Dette kan ikke bestemmes."),
        ({"seen": "7"}, 409, "Det har skjedd noe i saken"),
        ({"seen": "x"}, 409, "Det har skjedd noe i saken"),
    ],
)
def test_what_cannot_be_decided_is_said_and_the_reason_stays(
    client: Client, turid: Recipient, unit: Unit, given: dict[str, str], status: int, said: str
) -> None:
    assert unit.home
    row = damages.make_damage(turid, home=unit.home)
    work_as(client, GrantedRole.COORDINATOR)

    answer = decide(client, row, **given)

    assert answer.status_code == status
    assert said in look(answer.content).words
    assert "because" in given or "Hun falt." in answer.content.decode()
    assert not DamageDecision.objects.exists()


def test_the_recipient_reads_the_decision_and_complains_and_it_is_decided_again(
    client: Client, turid: Recipient, unit: Unit
) -> None:
    assert unit.home
    row = damages.make_damage(turid, home=unit.home)
    damages.make_ruling(
        row,
        outcome=Outcome.RECIPIENT,
        amount=1500,
        because="Låsen ble skrudd av.",
        now=clock.read() - timedelta(days=2),
    )
    log_in(client, TURID)
    page = f"/min-side/skade/{turid.id}/{row.id}/"
    said = words(client, page)
    assert "Du må erstatte det som ble skadet. Det koster 1 500 kroner." in said
    assert "Låsen ble skrudd av." in said

    assert "Skriv hva du vil ha endret" in look(client.post(page, {"text": " "}).content).words
    assert client.post(page, {"text": "Det var ikke meg."}).status_code == 302
    assert "Vi har fått klagen din." in words(client, page)

    work_as(client, GrantedRole.COORDINATOR)
    assert "Det var ikke meg." in words(client, f"/skader/{row.id}/")
    decide(client, row, seen="2")
    assert "Du betaler ingenting." in words(client, page)


def test_a_complaint_by_telephone_is_noted_and_one_that_came_late_is_marked(
    client: Client, turid: Recipient, unit: Unit
) -> None:
    assert unit.home
    row = damages.make_damage(turid, home=unit.home)
    damages.make_ruling(row, now=clock.read() - timedelta(days=22))
    anne = work_as(client, GrantedRole.SERVICE_DESK)

    client.post(f"/skader/{row.id}/klage/", {"text": "Hun er uenig."})

    assert DamageComplaint.objects.get().by_id == anne.id
    assert "Den kom senere enn tre uker etter vedtaket." in words(client, f"/skader/{row.id}/")


def test_nobody_complains_of_what_is_not_decided(
    client: Client, turid: Recipient, unit: Unit
) -> None:
    assert unit.home
    row = damages.make_damage(turid, home=unit.home)
    log_in(client, TURID)

    answer = client.post(f"/min-side/skade/{turid.id}/{row.id}/", {"text": "Nei."})

    assert answer.status_code == 400
    assert "Ingenting er avgjort ennå." in look(answer.content).words
    assert client.get(f"/min-side/skade/{turid.id}/{row.id}/brev.pdf").status_code == 404


def test_another_recipient_s_case_is_not_found(
    client: Client, turid: Recipient, unit: Unit
) -> None:
    assert unit.home
    other = damages.make_damage(make.make_recipient(), home=make.make_home())
    log_in(client, TURID)

    assert client.get(f"/min-side/skade/{turid.id}/{other.id}/").status_code == 404


def test_a_protected_address_stands_neither_on_the_page_nor_in_the_letter(
    client: Client, turid: Recipient, unit: Unit
) -> None:
    assert unit.home
    row = damages.make_damage(turid, home=unit.home)
    Recipient.objects.update(protection="V")
    work_as(client, GrantedRole.COORDINATOR)

    page = client.get(f"/skader/{row.id}/").content

    assert b"Ila 110" not in page
    assert "Adressen er beskyttet." in look(page).words


@pytest.mark.needs("pdftotext", "poppler-utils")
@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "nb",
            [
                "Malvik kommune Turid Bakken Ila 110 7018 Trondheim",
                "Vedtak om skade Hva saken gjelder 1. desember 2026 ble dette meldt:",
                "låsen eller nøkkelboksen er skadet (inngangsdøren). Med disse ordene: «Låsen falt",
                "Du må erstatte det som ble skadet. Det koster 1 500 kroner.",
                "Dette er grunnen: Den ble skrudd av.",
                "Si fra hvis du ikke kan betale det",
                "Du må ta vare på utstyret, og kan bli ansvarlig for å erstatte det",
                "Du kan klage innen tre uker fra du fikk dette brevet (forvaltningsloven § 29).",
                "Ring Trygghetspatruljen: 00 00 02 00.",
            ],
        ),
        ("nn", ["Vedtak om skade", "Du må erstatte det som vart skadd.", "Du kan klage innan"]),
        ("en", ["Decision about damage", "You must replace what was damaged.", "You can complain"]),
        ("se", ["Vedtak om skade"]),
    ],
)
def test_the_letter_says_what_is_decided_why_by_which_rule_and_how_to_complain(
    client: Client, turid: Recipient, unit: Unit, tmp_path: Path, language: str, said: list[str]
) -> None:
    assert unit.home
    Recipient.objects.filter(pk=turid.pk).update(language=language)
    row = damages.make_damage(turid, home=unit.home)
    damages.make_ruling(row, outcome=Outcome.RECIPIENT, amount=1500, because="Den ble skrudd av.")
    log_in(client, TURID)

    answer = client.get(f"/min-side/skade/{turid.id}/{row.id}/brev.pdf")

    assert answer["Content-Type"] == "application/pdf"
    read = " ".join(tool("pdftotext", content=answer.content, folder=tmp_path).split())
    for one in said:
        assert one in read
    about = tool("pdfinfo", content=answer.content, folder=tmp_path)
    assert re.search(r"Tagged:\s+yes", about)
    assert re.search(r"Title:\s+\S", about)


@pytest.mark.needs("pdftotext", "poppler-utils")
def test_after_a_complaint_the_letter_says_that_it_was_looked_at_again(
    client: Client, turid: Recipient, unit: Unit, tmp_path: Path
) -> None:
    assert unit.home
    row = damages.make_damage(turid, home=unit.home, damaged=Damaged.DOOR)
    damages.make_ruling(row, now=clock.read() - timedelta(days=2))
    log_in(client, TURID)
    client.post(f"/min-side/skade/{turid.id}/{row.id}/", {"text": "Det var dere."})
    damages.make_ruling(row, outcome=Outcome.MUNICIPALITY, amount=2000, now=clock.read())

    answer = client.get(f"/min-side/skade/{turid.id}/{row.id}/brev.pdf")

    read = " ".join(tool("pdftotext", content=answer.content, folder=tmp_path).split())
    assert "Vi har sett på saken på nytt." in read
    assert "Vi reparerer det eller betaler for det. Du betaler ingenting." in read
    assert "skal ikke føre til slitasje eller bruksspor på døren din" in read


def test_nothing_is_without_words() -> None:
    assert set(damage_words.DAMAGED) == set(Damaged)
    assert set(damage_words.OUTCOMES) == set(damage_words.TOLD) == set(Outcome)
    assert set(damage_words.STATES) == set(State)
    assert set(damage_words.NOT_DONE) == set(NotDone)
    assert set(damage_words.TELLERS) == set(ActorKind)
