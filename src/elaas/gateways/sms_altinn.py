"""SMS by Altinn Notifications (https://docs.altinn.studio/notifications/).

An order carries our reference as its `idempotencyId`: Altinn answers the same again with the order
it made the first time (200 in place of 201), so that handing over twice sends once. What became of
orders is read from the status feed, from the last sequence number on.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from http import HTTPStatus
from typing import Any

import httpx
from django.conf import settings

from elaas.gateways import maskinporten
from elaas.notices import sms
from elaas.notices.sms import News, NotTaken, Refused, State, Uncertain

SCOPE = "altinn:serviceowner/notifications.create"
SECONDS = 15
EXCHANGE = "/authentication/api/v1/exchange/maskinporten"
ORDERS = "/notifications/api/v1/future/orders"
FEED = "/notifications/api/v1/future/shipment/feed"
PAGE = 500  # entries; the feed's own default
# docs.altinn.studio/notifications/reference/notification-status: every SMS_Failed... is final.
STATES = {"SMS_Accepted": State.SENT, "SMS_Delivered": State.DELIVERED}
FAILED = "SMS_Failed"

# The order itself is wrong, which for us means the number.
_REFUSED = {HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY}
# Altinn has not looked at the order.
_NOT_TAKEN = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS}


class Gateway:
    """See SmsGateway."""

    name = "altinn"
    repeatable = True

    def hand_over(self, message: sms.Sms, /) -> str:
        """See SmsGateway; the reference is the shipment's id."""
        with _client(message.at) as client:
            try:
                answer = client.post(ORDERS, json=order(message))
            except (httpx.ConnectError, httpx.ConnectTimeout) as problem:
                raise NotTaken(type(problem).__name__) from None
            except httpx.HTTPError as problem:
                raise Uncertain(type(problem).__name__) from None
        _check(answer)
        try:
            return str(answer.json()["notification"]["shipmentId"])
        except (ValueError, KeyError, TypeError):
            raise Uncertain("no shipment id") from None

    def collect(self, *, after: str, told: Callable[[News], None], now: datetime) -> str:
        """See SmsGateway."""
        read_to = int(after or 0)
        with _client(now) as client:
            while True:
                entries = _feed(client, read_to)
                for entry in entries:
                    for news in _news(entry.get("orderStatus") or {}):
                        told(news)
                    read_to = max(read_to, int(entry["sequenceNumber"]))
                if len(entries) < PAGE:
                    return str(read_to)


def order(message: sms.Sms) -> dict[str, Any]:
    """The order as Altinn wants it (NotificationOrderChainRequestExt)."""
    return {
        "idempotencyId": str(message.reference),
        "sendersReference": str(message.reference),
        "recipient": {
            "recipientSms": {
                "phoneNumber": message.number,
                "smsSettings": {
                    "sender": settings.SMS_SENDER,
                    "body": message.text,
                    "sendingTimePolicy": "Anytime" if message.urgent else "Daytime",
                },
            }
        },
    }


def _client(now: datetime) -> httpx.Client:
    """A client with Altinn's own token, got for Maskinporten's."""
    try:
        theirs = maskinporten.token(SCOPE, now=now)
        answer = httpx.get(
            f"{settings.ALTINN_URL}{EXCHANGE}",
            headers={"Authorization": f"Bearer {theirs}"},
            timeout=SECONDS,
        )
    except maskinporten.NoToken as problem:
        raise NotTaken(str(problem)) from None
    except httpx.HTTPError as problem:
        raise NotTaken(type(problem).__name__) from None
    if answer.is_error:
        maskinporten.forget()
        raise NotTaken(f"no token: {answer.status_code}")
    token = answer.text.strip().strip('"')
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.Client(base_url=settings.ALTINN_URL, headers=headers, timeout=SECONDS)


def _check(answer: httpx.Response) -> None:
    if answer.is_success:
        return
    why = str(answer.status_code)
    if answer.status_code in _REFUSED:
        raise Refused(why)
    if answer.status_code in _NOT_TAKEN:
        maskinporten.forget()
        raise NotTaken(why)
    raise Uncertain(why)


def _feed(client: httpx.Client, read_to: int) -> list[dict[str, Any]]:
    try:
        answer = client.get(FEED, params={"seq": read_to, "pageSize": PAGE})
        entries = answer.json() if answer.is_success else None
    except (httpx.HTTPError, ValueError) as problem:
        raise NotTaken(type(problem).__name__) from None
    if not isinstance(entries, list):
        raise NotTaken(str(answer.status_code))
    return [entry for entry in entries if isinstance(entry, dict)]


def _news(status: dict[str, Any]) -> Iterator[News]:
    """What one entry tells of SMS; its own time is missing only where Altinn has none."""
    for recipient in status.get("recipients") or []:
        word = str(recipient.get("status", ""))
        state = State.FAILED if word.startswith(FAILED) else STATES.get(word)
        at = recipient.get("lastUpdate") or status.get("lastUpdated") or status.get("lastUpdate")
        if state and at:
            yield News(
                gateway_reference=str(status.get("shipmentId", "")),
                state=state,
                at=datetime.fromisoformat(str(at)),
                detail=word,
            )


_: sms.SmsGateway = Gateway()
