"""The log on paper: the desk prints what the recipient's own page shows, and that is an entry."""

import base64
import json
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client
from pytest_django import Settings

from elaas.access.models import Attempt, Step
from elaas.access.rules import Period
from elaas.doors.models import Unit
from elaas.ledger.models import Entry, Head, Leaf
from elaas.ledger.operations.sequence import publish
from elaas.people.models import Look, Recipient
from elaas.tlog.tree import Edge
from elaas.web import clock
from elaas.web.roles import Role
from tests import make
from tests.ledger.log import SIGNER
from tests.notices.test_letter import tool
from tests.pages.at_home import today_at, visit_and_open
from tests.pages.at_work import somebody
from tests.pages.look import look

pytestmark = [pytest.mark.django_db, pytest.mark.needs("pdftotext", "poppler-utils")]
MONTH = {"span": "month", "how": "by_post"}


@pytest.fixture(autouse=True)
def _set(settings: Settings) -> None:
    settings.DEMO = False
    settings.LETTER_SENDER = ["Malvik kommune", "Postboks 140", "7551 Hommelvik"]
    settings.DESK_PHONE, settings.MUNICIPALITY_EMAIL = "73 00 00 01", "elaas@malvik.kommune.no"


def address_for(client: Client, recipient: Recipient) -> str:
    """Where the desk makes the letter, once it has said why it looks."""
    address = f"/papir/{recipient.id}/"
    assert client.get(f"{address}?because=asked").status_code == 200
    return address


def letter(client: Client, recipient: Recipient, folder: Path, **given: str) -> str:
    answer = client.post(address_for(client, recipient), {**MONTH, **given})
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    return " ".join(tool("pdftotext", content=answer.content, folder=folder).split())


def test_the_desk_finds_who_asked_says_why_and_prints_the_log_and_both_are_entries(
    client: Client, turid: Recipient, door: Unit, tmp_path: Path
) -> None:
    me = somebody(client, Role.SERVICE_DESK)
    visit_and_open(turid, door, at=today_at(0))
    assert "Turid Bakken" not in look(client.get("/papir/?q=turid").content).words
    found = look(client.get("/papir/?q=turid&because=asked").content)
    assert f"/papir/{turid.id}/?because=asked" in found.links

    words = letter(client, turid, tmp_path)

    assert "Turid Bakken" in words
    assert "Kari N., hjemmesykepleie" in words
    assert "Åpnet inngangsdøren din." in words
    assert set(Look.objects.values_list("employee", "recipient")) == {(me.id, turid.id)}
    [told] = [json.loads(bytes(one.body)) for one in Entry.objects.filter(kind="log_on_paper")]
    assert (told["recipient"], told["employee"], told["how"]) == (
        turid.id.hex,
        me.id.hex,
        "by_post",
    )
    assert told["starts_at"] < told["ends_at"]


def test_each_published_line_has_its_number_and_the_log_its_head(
    client: Client, turid: Recipient, tmp_path: Path
) -> None:
    somebody(client, Role.SERVICE_DESK)
    address_for(client, turid)
    publish(signer=SIGNER, now=clock.read())

    words = letter(client, turid, tmp_path)

    looked = Leaf.objects.get(entry=Entry.objects.get(kind="looked").pk)
    head = Head.objects.get()
    assert f"i deg det på papir) {looked.seq} " in words.split("Hvem har sett på dette?")[1]
    assert f"hadde loggen {head.size} linjer om alle" in words
    root = Edge(head.size, tuple(cut(bytes(head.peaks)))).root
    assert base64.b64encode(root).decode() in words.replace(" ", "")
    assert "Ingen utenfor kommunen har kontrollert loggen ennå." in words


def cut(peaks: bytes) -> list[bytes]:
    return [peaks[at : at + 32] for at in range(0, len(peaks), 32)]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "Velg hvordan de får det."),
        ({"how": "by_post"}, "Velg et tidsrom."),
        ({"how": "by_post", "span": "own"}, "Velg både første og siste dag."),
        (
            {"how": "by_post", "span": "own", "first": "9999-12-31", "last": "9999-12-31"},
            "Velg både første og siste dag.",
        ),
        (
            {"how": "by_post", "span": "own", "first": "2026-03-02", "last": "2026-03-01"},
            "Den siste dagen er før den første.",
        ),
        (
            {"how": "by_post", "span": "own", "first": "2124-03-01", "last": "2124-03-02"},
            "Den første dagen har ikke kommet ennå.",
        ),
        (
            {"how": "by_post", "span": "own", "first": "2023-03-01", "last": "2026-03-01"},
            "Det er plass til et år i ett brev.",
        ),
    ],
)
def test_what_cannot_be_used_is_said_and_nothing_is_noted_as_given(
    client: Client, turid: Recipient, given: dict[str, str], said: str
) -> None:
    somebody(client, Role.SERVICE_DESK)

    answer = client.post(address_for(client, turid), given)

    assert answer.status_code == 400
    assert said in look(answer.content).words
    assert not Entry.objects.filter(kind="log_on_paper").exists()


def test_whoever_is_not_there_is_not_found(client: Client) -> None:
    somebody(client, Role.SERVICE_DESK)

    assert client.get(f"/papir/{UUID(int=7)}/").status_code == 404


@pytest.mark.parametrize(
    ("language", "title", "no_opening"),
    [
        ("nn", "Kven har vore hos deg", "Ingenting er notert i dette tidsrommet."),
        ("en", "Who has been at your home", "Nothing is noted in this time."),
        ("se", "Hvem har vært hos deg", "Ingenting er notert i dette tidsrommet."),
    ],
)
def test_it_is_in_their_language_can_be_read_aloud_and_says_how_to_ask(
    client: Client, tmp_path: Path, language: str, title: str, no_opening: str
) -> None:
    somebody(client, Role.SERVICE_DESK)
    recipient = make.make_recipient(language=language)

    answer = client.post(address_for(client, recipient), MONTH)

    told = tool("pdfinfo", content=answer.content, folder=tmp_path)
    assert f"Title:           {title}" in told
    assert "Tagged:          yes" in told
    assert f"/Lang({'nb' if language == 'se' else language})".encode() in answer.content
    words = " ".join(tool("pdftotext", content=answer.content, folder=tmp_path).split())
    assert no_opening in words
    for way in ("73 00 00 01", "elaas@malvik.kommune.no", "Postboks 140, 7551 Hommelvik"):
        assert way in words
    assert " 5 da" in words


def test_what_is_a_neighbour_s_is_not_in_it_and_in_one_home_not_for_whom_or_why(
    client: Client, turid: Recipient, door: Unit, tmp_path: Path
) -> None:
    assert door.home
    somebody(client, Role.SERVICE_DESK)
    nils, knut = make.make_recipient(), make.make_recipient()
    visit_and_open(turid, door, at=today_at(0))
    make.make_assignment(employee=make.make_employee(), home=door.home, recipient=knut)
    next_door = make.make_home(building=door.home.building)
    make.make_assignment(employee=make.make_employee(), home=next_door, recipient=nils)

    nils_reads = letter(client, nils, tmp_path)
    knut_reads = letter(client, knut, tmp_path)

    assert "Kari" not in nils_reads.split("Hvem har sett på dette?")[0]
    assert "Åpnet" not in nils_reads
    assert "En ansatt kom til en annen som bor her. Åpnet inngangsdøren din." in knut_reads
    assert "Kari" not in knut_reads.split("Hvem har sett på dette?")[0]
    assert "Planlagt tid" not in knut_reads


def test_refusals_unused_access_and_who_could_not_get_in_are_in_it(
    client: Client, turid: Recipient, door: Unit, tmp_path: Path
) -> None:
    assert door.home
    somebody(client, Role.SERVICE_DESK)
    ola, at = make.make_employee(given="Ola", family="Vik"), clock.read() - timedelta(hours=3)
    phone = make.make_phone(ola)
    visit = make.make_assignment(
        employee=ola,
        home=door.home,
        recipient=turid,
        period=Period(at, at + timedelta(minutes=30)),
    )
    make.make_credential(visit, phone=phone, unit=door)
    Attempt.objects.create(
        id=UUID(int=1),
        phone=phone,
        employee=ola,
        label=door.label,
        unit=door,
        reason="not_now",
        tried_at=at,
        told_at=at,
    )
    for number, rung in enumerate(("began", "left")):
        Step.objects.create(
            id=UUID(int=10 + number),
            ladder=UUID(int=10),
            phone=phone,
            assignment=visit,
            unit=door,
            rung=rung,
            taken_at=at + timedelta(minutes=number),
            told_at=at,
        )

    words = letter(client, turid, tmp_path)

    assert "Prøvde å åpne inngangsdøren din. Avvist. Det var utenfor tiden for oppdraget." in words
    assert "Kom ikke inn" in words
    assert "Hadde tilgang, men brukte den ikke Kunne åpne" in words
    assert words.count("Ola V., hjemmesykepleie") == 3


def test_a_protected_address_is_not_in_it(
    client: Client, turid: Recipient, door: Unit, tmp_path: Path
) -> None:
    assert door.home
    somebody(client, Role.SERVICE_DESK)
    visit_and_open(turid, door, at=today_at(0))
    street = door.home.address
    assert street in letter(client, turid, tmp_path)

    turid.protection = "V"
    turid.save()

    assert street not in letter(client, turid, tmp_path)
    assert "Adressen er beskyttet" in look(client.get(f"/papir/{turid.id}/").content).words
