"""eLås and another client at a look-alike provider, at noon, with nothing on the network."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeAlias
from urllib.parse import parse_qs, urlsplit

import httpx
from joserfc.jwk import ECKey, RSAKey

from elaas.demo.login.provider import Demand, Provider
from elaas.gateways.login.client_key import ClientKey
from elaas.gateways.login.discovery import Discovery
from elaas.gateways.login.oidc import Client, RelyingParty
from elaas.people.login import Begun, LoginProvider
from tests.make import NOON

ISSUER = "https://login.example"
BACK = "https://elaas.example/logg-inn/tilbake/"
HIGH = "high"
KARI = {"employee_number": "TK1"}
OURS, OTHERS = ECKey.generate_key("P-256"), ECKey.generate_key("P-256")
CLIENT = Client(
    issuer=ISSUER,
    client_id="elaas",
    key=ClientKey(OURS),
    audience=ISSUER,
    scope="openid",
    acr=HIGH,
    level_claim="acr",
    level=HIGH,
    number_claim="employee_number",
    hpr_claim="hpr_number",
)
OTHER: dict[str, Any] = {"client_id": "other", "key": ClientKey(OTHERS)}


Answer: TypeAlias = Callable[[httpx.Request], httpx.Response]


class Clock:
    """The provider's clock, which a test may set."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


def make_provider(
    *demands: Demand, clock: Clock | None = None, key: ECKey | RSAKey = OURS
) -> Provider:
    """A provider that knows both clients, eLås by `key`, and two levels."""
    return Provider(
        issuer=ISSUER,
        clients={"elaas": (key, BACK), "other": (OTHERS, BACK)},
        levels=frozenset({HIGH, "low"}),
        clock=clock or Clock(),
        demands=frozenset(demands),
    )


def party(provider: Provider, via: Answer | None = None, **changes: Any) -> LoginProvider:
    """eLås there, or by way of `via`; `changes`: what differs in its Client."""

    def connect() -> httpx.BaseTransport:
        return httpx.MockTransport(via or provider.answer)

    known = Discovery(ISSUER, connect=connect, timeout=1)
    return RelyingParty(replace(CLIENT, **changes), provider=known, connect=connect, timeout=1)


def code_in(address: str) -> str:
    """The code with which the browser comes back."""
    return parse_qs(urlsplit(address).query)["code"][0]


def logged_in(
    provider: Provider, our: LoginProvider, person: dict[str, Any] = KARI
) -> tuple[Begun, str]:
    """A login that `person` has been through at the provider, and the code it gave."""
    begun = our.begin(back=BACK, now=NOON)
    return begun, code_in(provider.authorize(begun.address, person=person))
