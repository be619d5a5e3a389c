"""The letter about a decision."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from elaas.damage.rules import Damaged, Outcome
from elaas.doors.models import Unit
from elaas.people.models import Recipient
from elaas.web import clock
from tests import damages
from tests.notices.test_letter import tool
from tests.pages.test_roles_of_citizens import TURID, log_in

pytestmark = pytest.mark.django_db


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
