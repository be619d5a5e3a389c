"""The demo's chooser: everyone and every lock can be found."""

import pytest
from django.test import Client

from elaas.access.operations.receipts import store_receipts
from elaas.protocol.receipt import Outcome
from tests import make
from tests.pages.look import look

pytestmark = pytest.mark.django_db


def read(client: Client, **search: str) -> str:
    return look(client.get("/", search).content).words


def test_it_says_that_it_is_a_demo(client: Client) -> None:
    assert "Dette er en demo. Alle personene her er oppdiktet." in read(client)


def test_an_empty_town_says_so(client: Client) -> None:
    assert read(client).count("Det er ingen her ennå.") == 3


def test_people_and_locks_stand_in_groups(client: Client) -> None:
    make.make_recipient(given="Turid", family="Bakken")
    make.make_employee(given="Kari", family="Nilsen")
    make.make_unit(home=make.make_home(address="Persaunvegen 7"), label="0042")

    words = read(client)

    assert "Tjenestemottakere Turid Bakken Ansatte Kari Nilsen Låser 0042" in words
    assert "Inngangsdør, Persaunvegen 7" in words


def test_a_long_list_says_how_long_it_is(client: Client) -> None:
    for _ in range(30):
        make.make_recipient()

    assert "Viser 24 av 30. Søk for å finne de andre." in read(client)


@pytest.mark.parametrize("words", ["turid bakken", "Bakken", " turid ", "BAKK"])
def test_a_person_is_found_by_any_part_of_the_name(client: Client, words: str) -> None:
    make.make_recipient(given="Turid", family="Bakken")
    make.make_recipient(given="Turid", family="Eide")
    make.make_recipient(given="Arne", family="Lie")

    found = read(client, q=words)

    assert "Turid Bakken" in found
    assert "Arne Lie" not in found


def test_a_lock_is_found_by_its_number(client: Client) -> None:
    make.make_unit(mounted=False, lock_id="L-0042", label="0042")
    make.make_unit(mounted=False, lock_id="L-0077", label="0077")

    found = read(client, q="0042")

    assert "0042" in found
    assert "0077" not in found


@pytest.mark.parametrize("words", ["%", "'; --", "\0", "x" * 5000, "<script>"])
def test_strange_words_find_nothing_and_break_nothing(client: Client, words: str) -> None:
    make.make_recipient()

    answer = client.get("/", {"q": words})

    assert answer.status_code == 200
    assert b"<script" not in answer.content


def test_an_address_finds_nobody(client: Client) -> None:
    make.make_unit(home=make.make_home(address="Persaunvegen 7"), label="0042")

    assert read(client, q="Persaunvegen").count("Ingen treff her.") == 3


def test_locks_with_something_unexplained_are_told_of(client: Client) -> None:
    unit = make.make_unit(home=make.make_home(), label="0042")
    make.make_unit(home=make.make_home(), label="0043")
    phone = make.make_phone(make.make_employee())
    made = make.sign_receipts(unit, 3, outcome=Outcome.NO_CREDENTIAL)
    store_receipts(receipts=[made[0], made[2]], phone=phone.id, now=make.NOON)

    waiting = read(client).partition("Åpne spørsmål")[2].partition("Søk")[0]

    assert "0042" in waiting
    assert "0043" not in waiting
