"""The contact register, KRR: who can be reached, on which number, confirmed when."""

from datetime import UTC, datetime, timedelta

import pytest

from elaas.gateways.contact_register_krr import Register
from elaas.notices.rules import Reachable, Unreachable, Why, reach
from elaas.people.contact_register import NoAnswer
from elaas.people.facts import Contact
from tests.gateways.public_services import Services, reachable
from tests.make import NOON
from tests.notices.town import NUMBER, TURID

MARCH = "2026-03-01T10:00:00+01"


def known() -> Contact:
    return Register().contacts([TURID], now=NOON)[TURID]


def test_the_number_and_when_it_was_confirmed_last(services: Services) -> None:
    services.persons[TURID] = reachable(at=MARCH)

    assert known() == Contact(
        mobile=NUMBER, confirmed_at=datetime(2026, 3, 1, 9, tzinfo=UTC), reserved=False
    )
    assert reach(known(), now=NOON) == Reachable(NUMBER)


@pytest.mark.parametrize("written", ["+4799999999", "004799999999", "999 99 999", "99999999"])
def test_a_number_is_understood_however_it_is_written(services: Services, written: str) -> None:
    services.persons[TURID] = reachable(written)

    assert known().mobile == NUMBER


def test_who_is_reserved_is_told_so(services: Services) -> None:
    services.persons[TURID] = {**reachable(), "reservasjon": "JA"}

    assert reach(known(), now=NOON) == Unreachable(Why.RESERVED)


def test_who_the_register_says_cannot_be_told_counts_as_unconfirmed(services: Services) -> None:
    services.persons[TURID] = {**reachable(at=MARCH), "varslingsstatus": "KAN_IKKE_VARSLES"}

    assert reach(known(), now=NOON) == Unreachable(Why.UNCONFIRMED)


def test_a_number_confirmed_long_ago_counts_as_unconfirmed(services: Services) -> None:
    services.persons[TURID] = reachable(at="2024-01-01T10:00:00.000Z")

    assert reach(known(), now=NOON) == Unreachable(Why.UNCONFIRMED)


@pytest.mark.parametrize("person", [None, {"status": "AKTIV", "reservasjon": "NEI"}])
def test_who_has_no_number_has_none(services: Services, person: dict[str, str] | None) -> None:
    if person:
        services.persons[TURID] = person

    assert reach(known(), now=NOON) == Unreachable(Why.NO_NUMBER)


def test_many_are_asked_for_a_thousand_at_a_time(services: Services) -> None:
    services.everybody = reachable()
    asked = [f"{number:011}" for number in range(2001)]

    assert set(Register().contacts(asked, now=NOON)) == set(asked)


def test_a_register_that_fails_has_not_answered(services: Services) -> None:
    services.failing = 503
    with pytest.raises(NoAnswer, match="503"):
        known()

    services.failing, services.key = 0, services.key.generate_key(2048)
    with pytest.raises(NoAnswer, match="invalid_grant"):
        Register().contacts([TURID], now=NOON + timedelta(hours=1))


def test_nobody_is_asked_for_nothing(services: Services) -> None:
    assert Register().contacts([], now=NOON) == {}
