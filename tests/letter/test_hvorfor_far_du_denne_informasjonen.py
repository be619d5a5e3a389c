"""«Hvorfor får du denne informasjonen?»: recipients and their kin get a letter that says it all."""

from datetime import date
from pathlib import Path

import pytest
from pytest_django import Settings

from elaas.mounting.operations.informing import inform
from elaas.notices.letter import pdf
from elaas.notices.letters import letter
from elaas.notices.models import Message
from tests import make
from tests.letter.told import told
from tests.make import NOON
from tests.notices.test_letter import tool

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.needs("pdftotext", "poppler-utils"),
]

# One for each thing the letter tells, by language.
TOLD = {
    "nb": [
        "fordi du får helse- og omsorgstjenester hjemme fra Bergen kommune",
        "elektronisk lås",
        "nøkkel",
        "trygghetsalarm",
        "Bergen kommune kan bruke eLås",
        "nøkkelboks",
        "styret",
        "huseier",
        "Ingenting for deg",
        "pårørende",
        "72 54 83 94 / 72 54 83 79",
        "ehelse@bergen.example",
        "https://www.bergen.example/elaas",
    ],
    "nn": ["frå Bergen kommune", "elektronisk lås", "nøkkelboks", "huseigar", "Ingenting for deg"],
    "en": ["from Bergen kommune", "electronic lock", "key box", "landlord", "Nothing for you"],
}


@pytest.fixture(autouse=True)
def bergen(settings: Settings) -> None:
    settings.MUNICIPALITY_NAME = "Bergen kommune"
    settings.PATROL_PHONE, settings.PATROL_PHONE_2 = "72 54 83 94", "72 54 83 79"
    settings.MUNICIPALITY_EMAIL = "ehelse@bergen.example"
    settings.MUNICIPALITY_WEB = "https://www.bergen.example/elaas"
    settings.BOOKING_OPENS_ON = date(2026, 11, 1)


def letters(language: str) -> tuple[bytes, bytes]:
    """The recipient's, and their next of kin's."""
    turid = make.make_recipient(language=language)
    make.make_kin(turid)
    inform(make.make_case(turid), now=NOON)
    own, kins = (
        pdf(letter(Message.objects.get(kin__isnull=is_own), now=NOON), now=NOON)
        for is_own in (True, False)
    )
    return own, kins


@pytest.mark.parametrize("language", TOLD)
def test_it_says_what_elas_is_and_all_that_follows(
    settings: Settings, language: str, tmp_path: Path
) -> None:
    own, _ = letters(language)

    said = " ".join(tool("pdftotext", content=own, folder=tmp_path).split())

    for words in (*TOLD[language], settings.CITIZENS_ADDRESS):
        assert words in said


def test_kin_get_it_because_they_are_kin(tmp_path: Path) -> None:
    _, kins = letters("nb")

    said = " ".join(tool("pdftotext", content=kins, folder=tmp_path).split())

    assert "fordi en du står nær, får helse- og omsorgstjenester hjemme" in said
    assert "Máret Olsen" in said


@pytest.mark.parametrize(
    ("preferred", "language"), [("nb", "nb"), ("nn", "nn"), ("en", "en"), ("se", "nb")]
)
def test_a_screen_reader_reads_it_in_its_language(
    preferred: str, language: str, tmp_path: Path
) -> None:
    own, _ = letters(preferred)

    properties = tool("pdfinfo", content=own, folder=tmp_path)

    assert "Tagged:          yes" in properties
    assert "eLås" in properties.split("Title:")[1].splitlines()[0]
    assert f"/Lang({language})".encode() in own


@pytest.mark.parametrize(
    ("language", "planned"),
    [
        ("nb", "Etter planen innføres eLås fra desember 2023 til desember 2024."),
        ("nn", "Etter planen blir eLås innført frå desember 2023 til desember 2024."),
        ("en", "By the plan, eLås is introduced from December 2023 to December 2024."),
    ],
)
def test_it_says_when_elas_is_introduced_if_that_is_planned(
    settings: Settings, tmp_path: Path, language: str, planned: str
) -> None:
    assert "2023" not in told("", language)
    settings.ROLLOUT_FROM, settings.ROLLOUT_TO = date(2023, 12, 1), date(2024, 12, 31)

    own, _ = letters(language)

    assert planned in " ".join(tool("pdftotext", content=own, folder=tmp_path).split())
    assert planned in told("", language)
