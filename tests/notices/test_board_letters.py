"""The two letters about a door that is not the recipient's alone."""

from pathlib import Path

import pytest
from pytest_django import Settings

from elaas.doors.letters import Addressee, Door, from_recipient, to_board
from elaas.notices.letter import Letter, pdf
from tests.notices.test_letter import NOW, tool

ENTRANCE = Door(where="Kongens gate 12", entrance=True)
HOME = Door(where="Ila 3, H0101", entrance=False)
LINK = "https://elaas.example.org/styret/3b-Qm1hYq0dVYwUo2pIyqWc3r8dUu0mZ0F1m5Wn2q4k/"

pytestmark = [
    pytest.mark.needs("pdftotext", "poppler-utils"),
    pytest.mark.needs("pdfinfo", "poppler-utils"),
]


@pytest.fixture(autouse=True)
def municipality(settings: Settings) -> None:
    settings.MUNICIPALITY_NAME = "Ila kommune"
    settings.PATROL_PHONE = "72 54 83 94"


def addressed(language: str = "nb") -> Addressee:
    return Addressee(lines=("Styret i borettslaget", "Postboks 1"), language=language)


def municipal(
    language: str = "nb", *, door: Door = ENTRANCE, asks: bool = True, again: bool = False
) -> Letter:
    return to_board(addressed(language), door=door, link=LINK, asks=asks, again=again, now=NOW)


def said(letter: Letter, folder: Path) -> str:
    return " ".join(tool("pdftotext", content=pdf(letter, now=NOW), folder=folder).split())


def test_the_municipality_s_letter_says_all_that_a_board_asks(tmp_path: Path) -> None:
    words = said(municipal(), tmp_path)

    for sentence in (
        "Ila kommune",
        "Styret i borettslaget Postboks 1",
        "1. desember 2026",
        "innsiden av hovedinngangen i Kongens gate 12.",
        "Hvem betaler? Kommunen betaler alt",
        "Hvem er ansvarlig hvis noe går i stykker? Det gjør kommunen",
        "Hvordan blir den fjernet?",
        "Vi trenger svaret deres før vi monterer den.",
        "Trygghetspatruljen på 72 54 83 94.",
    ):
        assert sentence in words


def test_the_link_can_be_copied_from_it_whole(tmp_path: Path) -> None:
    words = tool("pdftotext", content=pdf(municipal(), now=NOW), folder=tmp_path)

    assert LINK in words.replace("\n", "")


@pytest.mark.parametrize(
    ("asks", "again", "sentence"),
    [
        (False, False, "Dere trenger ikke å svare."),
        (True, True, "Vi har skrevet til dere om dette før, og har ikke fått svar."),
    ],
)
def test_it_says_whether_it_waits_for_an_answer_and_whether_it_is_a_reminder(
    tmp_path: Path, *, asks: bool, again: bool, sentence: str
) -> None:
    assert sentence in said(municipal(asks=asks, again=again), tmp_path)
    assert sentence not in said(municipal(), tmp_path)


def test_a_landlord_hears_of_the_key_box_too(tmp_path: Path) -> None:
    for letter in (
        municipal(door=HOME),
        from_recipient(addressed(), name="Turid Bakken", door=HOME, now=NOW),
    ):
        words = said(letter, tmp_path)
        assert "Ila 3, H0101" in words
        assert "elektronisk nøkkelboks i stedet" in words


@pytest.mark.parametrize("door", [ENTRANCE, HOME])
def test_the_recipient_s_own_letter_names_them_where_they_sign(tmp_path: Path, door: Door) -> None:
    words = said(from_recipient(addressed(), name="Turid Bakken", door=door, now=NOW), tmp_path)

    assert words.startswith("Turid Bakken")
    assert words.count("Turid Bakken") == 2  # sender, and under the line to sign on
    assert "Jeg skal få eLås, en elektronisk lås, fra Ila kommune." in words
    assert "styret/" not in words


@pytest.mark.parametrize(
    ("language", "municipal_words", "own_words"),
    [
        ("nb", "Vi vil sette en elektronisk lås", "Jeg skal få eLås"),
        ("nn", "Vi vil setje ein elektronisk lås", "Eg skal få eLås"),
        ("en", "We want to mount an electronic lock", "I am going to get an eLås"),
    ],
)
def test_they_are_in_the_reader_s_language_and_can_be_read_aloud(
    tmp_path: Path, language: str, municipal_words: str, own_words: str
) -> None:
    own = from_recipient(addressed(language), name="Turid Bakken", door=ENTRANCE, now=NOW)
    for letter, words in ((municipal(language), municipal_words), (own, own_words)):
        content = pdf(letter, now=NOW)
        assert words in said(letter, tmp_path)
        assert f"/Lang({language})".encode() in content
        assert b"pdfuaid:part>1<" in content
        structure = tool("pdfinfo", "-struct", content=content, folder=tmp_path)
        assert {"H1", "H2", "LI"} <= set(structure.replace("(", " ").split())
