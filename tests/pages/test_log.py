"""The page of the log: what it is called, how large it is, who looked last, and what to type."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from elaas.ledger.models import Cosignature
from elaas.ledger.operations.sequence import publish
from elaas.ledger.signer import load
from elaas.ledger.witnesses import Witness
from elaas.web import clock
from scripts import update_texts
from tests.ledger.log import append
from tests.pages.look import faults, look
from tests.witness.log import WITNESS

pytestmark = pytest.mark.django_db


@pytest.fixture
def witness(settings: Settings) -> Witness:
    named = Witness("https://witness.example", WITNESS.key)
    settings.WITNESSES = [named]
    return named


@pytest.mark.parametrize("language", update_texts.LANGUAGES)
def test_it_can_be_read_aloud_in_each_language_before_and_after_the_first_number(
    client: Client, witness: Witness, language: str
) -> None:
    for _ in range(2):
        seen = look(client.get("/log/", headers={"accept-language": language}).content)
        assert faults(seen) == []
        assert seen.language == language
        publish(signer=load(), now=clock.read())


def test_it_says_how_large_the_log_is_and_when_a_witness_looked_last(
    client: Client, witness: Witness
) -> None:
    append(7)
    now = clock.read()
    head = publish(signer=load(), now=now)
    Cosignature.objects.create(
        head_id=head.size, witness=str(witness.key), seen_at=now - timedelta(days=1), line=b"x"
    )

    words = look(client.get("/log/").content).words

    assert str(load().key) in words
    assert "Hendelser 7" in words
    assert "i går kl." in words
    assert "witness.example/w1 så 7 hendelser." in words
    assert f"elaas audit --url http://testserver/log --key {load().key}" in words
    assert f"--witness {witness.key}" in words


def test_without_a_witness_it_says_what_that_means(client: Client, settings: Settings) -> None:
    settings.WITNESSES = []

    words = look(client.get("/log/").content).words

    assert "Ingen utenfra kontrollerer denne loggen ennå." in words
    assert "--witness" not in words


def test_a_witness_that_has_not_answered_is_no_check(client: Client, witness: Witness) -> None:
    assert "Ingen vitner har svart ennå." in look(client.get("/log/").content).words


def test_it_is_for_everybody_and_takes_no_post(client: Client, settings: Settings) -> None:
    settings.DEMO = False

    assert client.get("/log/").status_code == 200
    assert client.post("/log/").status_code == 405
    assert b"noindex" not in client.get("/log/").content
