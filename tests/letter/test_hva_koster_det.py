"""«Hva koster det å ha eLås?»: nothing; and what happens to the equipment is said, too."""

import pytest
from pytest_django import Settings

from tests.letter.told import told


@pytest.mark.parametrize(
    ("language", "nothing", "all_of_it"),
    [
        ("nb", "Ingenting for deg.", "betaler alt, også kjøp, lisens, montering og demontering."),
        ("nn", "Ingenting for deg.", "betaler alt, også kjøp, lisens, montering og demontering."),
        ("en", "Nothing for you.", "everything: purchase, licence, mounting and removal."),
    ],
)
def test_the_municipality_pays_for_everything(
    settings: Settings, language: str, nothing: str, all_of_it: str
) -> None:
    settings.MUNICIPALITY_NAME = "Bergen kommune"

    words = told("sporsmal/", language)

    assert f"{nothing} Bergen kommune " in words
    assert all_of_it in words


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("nb", "Blir det ødelagt, kan du bli ansvarlig for å erstatte det."),
        ("nn", "Blir det øydelagt, kan du bli ansvarleg for å erstatte det."),
        ("en", "If it is damaged, you may have to replace it."),
    ],
)
def test_one_must_take_care_of_it_and_may_have_to_replace_it(language: str, sentence: str) -> None:
    assert sentence in told("sporsmal/", language)
