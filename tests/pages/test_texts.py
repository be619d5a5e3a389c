"""Every text is there in bokmål, nynorsk and English, in plain words."""

import re
from itertools import product

import pytest

from elaas.access.explain import Kind
from elaas.access.queries.pages.uses import Way
from elaas.access.rules import Refusal
from elaas.protocol.receipt import Outcome
from elaas.web import words
from scripts import update_texts

LANGUAGES = update_texts.LANGUAGES


def strings(message: object) -> tuple[str, ...]:
    return message if isinstance(message, tuple) else (str(message),)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated_and_none_is_left_over(language: str) -> None:
    used = {(message.context, message.id) for message in update_texts.texts() if message.id}
    known = {
        (message.context, message.id)
        for message in update_texts.read(language)
        if message.id and all(strings(message.string))
    }

    assert known == used


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_a_guess(language: str) -> None:
    assert not [message.id for message in update_texts.read(language) if message.fuzzy]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_fills_in_what_its_text_does(language: str) -> None:
    holes = re.compile(r"\{\w+\}|%\(\w+\)s")
    for message in update_texts.read(language):
        wanted = set(holes.findall(strings(message.id)[-1]))
        for said in strings(message.string):
            if message.id:
                assert set(holes.findall(said)) == wanted, message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_shouted(language: str) -> None:
    said = [
        text
        for message in update_texts.read(language)
        if message.id
        for text in strings(message.string)
    ]

    assert not [text for text in said if "!" in text]


def test_no_state_is_without_words() -> None:
    assert set(words.OUTCOMES) == set(Outcome) - {Outcome.DONE}
    assert set(words.REFUSALS) == set(Refusal)
    assert set(words.ADVICE) == set(Refusal)
    assert set(words.INCIDENTS) == set(Kind)
    assert set(words.MARKS) == set(words.Verdict)
    assert set(words.DOORS) == set(product(Way, (True, False)))
