"""Who gets an SMS, and who a letter and a call: the rule alone."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elaas.notices.rules import (
    LONGEST_PAUSE,
    LONGEST_SILENCE,
    Reachable,
    Unreachable,
    Why,
    given_up,
    months_before,
    pause,
    reach,
    tells_too_much,
)
from elaas.people.facts import Contact
from tests.make import NOON
from tests.notices.town import NUMBER, contact

MOMENTS = st.datetimes(
    min_value=datetime(1990, 1, 1),  # noqa: DTZ001  (hypothesis adds the zone)
    max_value=datetime(2090, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
CONTACTS = st.none() | st.builds(
    Contact,
    mobile=st.sampled_from(["", NUMBER, "99999999", "+47 999", "+0", "112"]),
    confirmed_at=st.none() | MOMENTS,
    reserved=st.booleans(),
)


@given(CONTACTS, MOMENTS)
def test_an_sms_goes_only_to_a_number_confirmed_lately_of_somebody_not_reserved(
    known: Contact | None, now: datetime
) -> None:
    match reach(known, now=now):
        case Reachable(number):
            assert known is not None
            assert number == known.mobile == NUMBER
            assert not known.reserved
            assert known.confirmed_at is not None
            assert now - known.confirmed_at <= timedelta(days=550)
        case Unreachable(why):
            assert why in {Why.NO_NUMBER, Why.RESERVED, Why.UNCONFIRMED}


@given(MOMENTS)
def test_whoever_is_reserved_is_never_reached(now: datetime) -> None:
    answer = reach(contact(reserved=True, confirmed_at=now), now=now)

    assert answer == Unreachable(Why.RESERVED)


def test_eighteen_months_are_counted_to_the_day() -> None:
    now = datetime(2026, 12, 1, 12, tzinfo=UTC)
    edge = datetime(2025, 6, 1, 12, tzinfo=UTC)

    assert reach(contact(confirmed_at=edge), now=now) == Reachable(NUMBER)
    before = contact(confirmed_at=edge - timedelta(seconds=1))
    assert reach(before, now=now) == Unreachable(Why.UNCONFIRMED)


@pytest.mark.parametrize(
    ("now", "edge"),
    [
        (datetime(2026, 8, 31, tzinfo=UTC), datetime(2025, 2, 28, tzinfo=UTC)),
        (datetime(2025, 8, 31, tzinfo=UTC), datetime(2024, 2, 29, tzinfo=UTC)),
        (datetime(2026, 6, 15, tzinfo=UTC), datetime(2024, 12, 15, tzinfo=UTC)),
    ],
)
def test_a_short_month_ends_the_eighteen(now: datetime, edge: datetime) -> None:
    assert months_before(now, 18) == edge


def test_somebody_who_never_confirmed_gets_no_sms() -> None:
    assert reach(contact(confirmed_at=None), now=NOON) == Unreachable(Why.UNCONFIRMED)


@given(st.integers(min_value=1, max_value=10_000))
def test_pauses_grow_to_an_hour(tries: int) -> None:
    assert timedelta(minutes=1) <= pause(tries) <= pause(tries + 1) <= LONGEST_PAUSE


def test_a_person_calls_after_a_day_of_silence() -> None:
    assert not given_up(due=NOON, now=NOON + LONGEST_SILENCE - timedelta(seconds=1))
    assert given_up(due=NOON, now=NOON + LONGEST_SILENCE)


@pytest.mark.parametrize(
    "text",
    [
        "Hjemmesykepleien kommer i morgen.",
        "Vi monterer TRYGGHETSALARM",
        "Tid for medisiner",
        "Gjelder 22873899971",
        "Gjelder 228738 99971",
    ],
)
def test_care_illness_and_national_ids_are_too_much(text: str) -> None:
    assert tells_too_much(text)


@pytest.mark.parametrize(
    "text",
    [
        "Du kan nå bestille time til montering av eLås: https://minside.trondheim.kommune.no/",
        "Montøren kommer torsdag 12. mars kl. 10.00. Hilsen Trondheim kommune",
        "Spørsmål? Ring 72 54 83 94 eller skriv til ehelse@trondheim.kommune.no",
        "Hei Máret Čearru",
    ],
)
def test_what_the_letter_promises_can_be_said(text: str) -> None:
    assert not tells_too_much(text)
