"""«Hvordan får jeg avtale om å montere eLås?»: as far as the public pages keep it, by telling."""

from datetime import date

import pytest
from pytest_django import Settings

from tests.letter.told import told

PAGES = ["montering/", "sporsmal/"]
PATROL = {
    "nb": "Trygghetspatruljen tar kontakt med deg",
    "nn": "Trygghetspatruljen tek kontakt med deg",
    "en": "Trygghetspatruljen contacts you",
}
UNTIL_THEN = {
    "nb": "Inntil da tar Trygghetspatruljen kontakt med deg",
    "nn": "Inntil då tek Trygghetspatruljen kontakt med deg",
    "en": "Until then Trygghetspatruljen contacts you",
}
TEXT_MESSAGE = {
    "nb": "Du får SMS når du kan bestille.",
    "nn": "Du får SMS når du kan bestille.",
    "en": "You get a text message when you can book.",
}
KIN = {
    "nb": "kan pårørende eller andre nærstående gjøre det for deg",
    "nn": "kan pårørande eller andre nærståande gjere det for deg",
    "en": "family or somebody else close to you can do it for you",
}
FIRST_ALARM = {
    "nb": "trygghetsalarm for første gang? Da monterer vi eLås i samme besøk.",
    "nn": "tryggleiksalarm for første gong? Då monterer vi eLås på same besøk.",
    "en": "first safety alarm? Then we mount the eLås at the same visit.",
}
each_page_in_each_language = pytest.mark.parametrize(
    ("page", "language"), [(page, language) for page in PAGES for language in PATROL]
)


@each_page_in_each_language
def test_without_a_day_nobody_is_promised_to_book(
    settings: Settings, page: str, language: str
) -> None:
    settings.BOOKING_OPENS_ON = None

    words = told(page, language)

    assert PATROL[language] in words
    assert TEXT_MESSAGE[language] not in words
    assert FIRST_ALARM[language] in words


@each_page_in_each_language
def test_before_the_day_it_is_named_and_until_then_the_patrol_calls(
    settings: Settings, page: str, language: str
) -> None:
    settings.BOOKING_OPENS_ON = date(2999, 3, 1)

    words = told(page, language)

    assert "2999" in words
    assert UNTIL_THEN[language] in words
    assert TEXT_MESSAGE[language] in words
    assert KIN[language] in words
    assert FIRST_ALARM[language] in words


@each_page_in_each_language
def test_from_the_day_on_one_books_oneself_or_somebody_close_does(
    settings: Settings, page: str, language: str
) -> None:
    settings.BOOKING_OPENS_ON = date(2024, 3, 1)

    words = told(page, language)

    assert "2024" not in words
    assert UNTIL_THEN[language] not in words
    assert TEXT_MESSAGE[language] in words
    assert KIN[language] in words
