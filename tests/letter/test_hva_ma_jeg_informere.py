"""«Hva må jeg informere mitt borettslag, sameie eller huseier om?»: and in what words."""

import pytest
from pytest_django import Settings

from tests.letter.told import told


@pytest.mark.parametrize(
    ("language", "board", "landlord"),
    [
        (
            "nb",
            "I borettslag eller sameie: styret. Det gjelder døren din og den felles inngangsdøren.",
            "I leid bolig: huseier. Fortell om eLås, eller om nøkkelboksen hvis eLås ikke passer.",
        ),
        (
            "nn",
            "I burettslag eller sameige: styret. Det gjeld døra di og den felles inngangsdøra.",
            "I leigd bustad: huseigar. Fortel om eLås, eller om nøkkelboksen om eLås ikkje passar.",
        ),
        (
            "en",
            "In a housing cooperative or a condominium: the board.",
            "In a rented home: the landlord. Tell about the eLås, or about the key box",
        ),
    ],
)
def test_the_board_is_told_of_the_doors_and_the_landlord_of_the_key_box_too(
    language: str, board: str, landlord: str
) -> None:
    words = told("styret/", language)

    assert board in words
    assert landlord in words


@pytest.mark.parametrize(
    ("language", "oneself"),
    [("nb", "Du må selv si fra"), ("nn", "Du må sjølv seie frå"), ("en", "You must tell them")],
)
def test_one_tells_oneself_in_words_that_stand_ready(
    settings: Settings, language: str, oneself: str
) -> None:
    settings.MUNICIPALITY_NAME = "Bergen kommune"
    settings.MUNICIPALITY_EMAIL = "elaas@bergen.example"

    words = told("styret/", language)

    assert oneself in words
    assert "Bergen kommune " in words
    assert "elaas@bergen.example." in words
