"""SMS by Altinn Notifications: an order is one order however often it is handed over."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from joserfc.jwk import RSAKey
from pytest_django import Settings

from elaas.gateways.sms_altinn import Gateway
from elaas.notices.sms import News, NotTaken, Refused, Sms, State, Uncertain
from tests.gateways.public_services import Services
from tests.make import NOON
from tests.notices.town import NUMBER, TEXT

SMS = Sms(reference=uuid4(), number=NUMBER, text=TEXT, urgent=False, at=NOON)


def collected(after: str = "") -> tuple[str, list[News]]:
    told: list[News] = []
    return Gateway().collect(after=after, told=told.append, now=NOON), told


def test_an_order_says_who_what_and_when(services: Services) -> None:
    reference = Gateway().hand_over(SMS)

    (order,) = services.orders.values()
    assert order["shipment"] == reference
    assert order["idempotencyId"] == str(SMS.reference)
    sms = order["recipient"]["recipientSms"]
    assert sms["phoneNumber"] == NUMBER
    assert sms["smsSettings"] == {
        "sender": "Trondheim",
        "body": TEXT,
        "sendingTimePolicy": "Daytime",
    }


def test_what_is_urgent_goes_at_any_time(services: Services) -> None:
    Gateway().hand_over(replace(SMS, urgent=True))

    (order,) = services.orders.values()
    settings = order["recipient"]["recipientSms"]["smsSettings"]
    assert settings["sendingTimePolicy"] == "Anytime"


def test_the_same_reference_again_is_the_same_order(services: Services) -> None:
    references = {Gateway().hand_over(SMS) for _ in range(3)}

    assert len(references) == len(services.orders) == 1
    assert services.asked == [str(SMS.reference)] * 3


def test_a_number_that_is_none_is_refused(services: Services) -> None:
    with pytest.raises(Refused, match="400"):
        Gateway().hand_over(replace(SMS, number="+4700000201"))

    assert services.orders == {}


@pytest.mark.parametrize(
    ("status", "problem"),
    [(403, NotTaken), (429, NotTaken), (422, Refused), (500, Uncertain), (503, Uncertain)],
)
def test_each_answer_says_whether_it_may_be_tried_again(
    services: Services, status: int, problem: type[Exception]
) -> None:
    services.failing = status

    with pytest.raises(problem, match=str(status)):
        Gateway().hand_over(SMS)


def test_a_token_that_is_no_longer_taken_is_fetched_anew(services: Services) -> None:
    Gateway().hand_over(SMS)
    services.expire()

    with pytest.raises(NotTaken, match="401"):
        Gateway().hand_over(SMS)

    assert Gateway().hand_over(SMS)


def test_altinn_that_cannot_be_reached_has_not_taken_it(
    services: Services, settings: Settings
) -> None:
    settings.ALTINN_URL = "http://127.0.0.1:9"

    with pytest.raises(NotTaken):
        Gateway().hand_over(SMS)


def other_key(settings: Settings, folder: Path) -> None:
    stranger = folder / "stranger.pem"
    stranger.write_bytes(RSAKey.generate_key(2048).as_pem(private=True))
    stranger.chmod(0o600)
    settings.MASKINPORTEN_KEY_FILE = str(stranger)


def open_key(settings: Settings, folder: Path) -> None:
    open_to_all = folder / "open.pem"
    open_to_all.write_bytes(RSAKey.generate_key(2048).as_pem(private=True))
    open_to_all.chmod(0o644)
    settings.MASKINPORTEN_KEY_FILE = str(open_to_all)


def no_key(settings: Settings, folder: Path) -> None:
    settings.MASKINPORTEN_KEY_FILE = str(folder / "missing.pem")


def other_client(settings: Settings, folder: Path) -> None:
    settings.MASKINPORTEN_CLIENT_ID = "somebody"


def nobody_there(settings: Settings, folder: Path) -> None:
    settings.MASKINPORTEN_ISSUER = "http://127.0.0.1:9/"


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (other_key, "invalid_grant"),
        (open_key, "open to everybody"),
        (no_key, "no private RSA key"),
        (other_client, "invalid_grant"),
        (nobody_there, "does not answer"),
    ],
)
def test_without_maskinporten_s_token_nothing_is_handed_over(
    services: Services,
    settings: Settings,
    tmp_path: Path,
    wrong: Callable[[Settings, Path], None],
    why: str,
) -> None:
    wrong(settings, tmp_path)

    with pytest.raises(NotTaken, match=why):
        Gateway().hand_over(SMS)

    assert services.orders == {}


def test_a_call_without_a_token_is_refused(services: Services) -> None:
    there = f"{services.issuer}notifications/api/v1/future/orders"

    assert httpx.post(there, json={}).status_code == 401


def test_a_token_is_used_until_it_ends(services: Services) -> None:
    Gateway().hand_over(SMS)
    services.key = RSAKey.generate_key(2048)  # no new token is given any more

    assert Gateway().hand_over(replace(SMS, at=NOON + timedelta(seconds=60)))
    with pytest.raises(NotTaken, match="invalid_grant"):
        Gateway().hand_over(replace(SMS, at=NOON + timedelta(seconds=120)))


def test_states_come_back_by_the_feed_and_once(services: Services) -> None:
    reference = Gateway().hand_over(SMS)
    for word in ("SMS_Sending", "SMS_Accepted", "SMS_Delivered"):
        services.becomes(str(SMS.reference), word)

    after, told = collected()

    assert [(news.gateway_reference, news.state) for news in told] == [
        (reference, State.SENT),
        (reference, State.DELIVERED),
    ]
    assert told[0].at == datetime(2026, 12, 1, 12, 5, tzinfo=UTC)
    assert collected(after) == (after, [])


@pytest.mark.parametrize("word", ["SMS_Failed", "SMS_Failed_BarredReceiver", "SMS_Failed_TTL"])
def test_every_failure_is_one(services: Services, word: str) -> None:
    Gateway().hand_over(SMS)
    services.becomes(str(SMS.reference), word)

    _, (news,) = collected()

    assert (news.state, news.detail) == (State.FAILED, word)


def test_a_long_feed_is_read_to_its_end(services: Services) -> None:
    Gateway().hand_over(SMS)
    for _ in range(501):
        services.becomes(str(SMS.reference), "SMS_Delivered")

    after, told = collected()

    assert (after, len(told)) == ("501", 501)


def test_a_feed_that_fails_is_read_later(services: Services, settings: Settings) -> None:
    settings.ALTINN_URL += "/elsewhere"

    with pytest.raises(NotTaken):
        collected()
