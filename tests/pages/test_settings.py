"""What a municipality tells of itself is checked when a command starts."""

from datetime import date

import pytest
from django.core.exceptions import ImproperlyConfigured

from elaas import environment

SET = {
    "ELAAS_MUNICIPALITY": "Bergen kommune",
    "ELAAS_PATROL_PHONE": "+47 72 54 83 94",
    "ELAAS_PATROL_PHONE_2": "110",
    "ELAAS_MUNICIPALITY_EMAIL": "ehelse@trondheim.kommune.no",
    "ELAAS_MUNICIPALITY_WEB": "https://www.trondheim.kommune.no/elaas/",
    "ELAAS_BOOKING_OPENS": "2027-03-01",
}


def read() -> list[object]:
    """The settings, as settings.py reads them."""
    return [
        environment.words("ELAAS_MUNICIPALITY", default="Trondheim kommune"),
        environment.telephone("ELAAS_PATROL_PHONE"),
        environment.telephone("ELAAS_PATROL_PHONE_2"),
        environment.email("ELAAS_MUNICIPALITY_EMAIL"),
        environment.web_address("ELAAS_MUNICIPALITY_WEB"),
        environment.day("ELAAS_BOOKING_OPENS"),
    ]


def test_without_any_there_is_a_name_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SET:
        monkeypatch.delenv(name, raising=False)

    assert read() == ["Trondheim kommune", "", "", "", "", None]


def test_what_makes_sense_is_taken_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SET.items():
        monkeypatch.setenv(name, value)

    assert read() == [*list(SET.values())[:-1], date(2027, 3, 1)]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ELAAS_MUNICIPALITY", ""),
        ("ELAAS_MUNICIPALITY", "x" * 101),
        ("ELAAS_MUNICIPALITY", "Trondheim\nkommune"),
        ("ELAAS_PATROL_PHONE", "72548394;ext=1"),
        ("ELAAS_PATROL_PHONE_2", "7"),
        ("ELAAS_MUNICIPALITY_EMAIL", "ehelse"),
        ("ELAAS_MUNICIPALITY_EMAIL", "a@b.no?subject=x"),
        ("ELAAS_MUNICIPALITY_WEB", "trondheim.kommune.no/elaas"),
        ("ELAAS_MUNICIPALITY_WEB", "javascript:alert(1)"),
        ("ELAAS_MUNICIPALITY_WEB", "http://trondheim.kommune.no/"),
        ("ELAAS_BOOKING_OPENS", "1. mars"),
        ("ELAAS_BOOKING_OPENS", "2027-02-30"),
    ],
)
def test_what_makes_no_sense_is_named_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(ImproperlyConfigured, match=f"^{name} must be .*, not «"):
        read()
