"""ID-porten's look-alike in these tests' process, and a browser that logs in there."""

from typing import Any
from urllib.parse import urlsplit

import httpx
from django.test import Client as Browser
from joserfc.jwk import ECKey

from elaas.demo.login.provider import Provider
from elaas.gateways.login import LEVELS_OF_ASSURANCE, oidc
from elaas.gateways.login.client_key import ClientKey
from elaas.gateways.login.discovery import Discovery
from elaas.people.login import LoginProvider
from elaas.web import clock

ISSUER = "https://idporten.example"
BACK = "https://testserver/min-side/logg-inn/tilbake/"
SUBSTANTIAL, HIGH = LEVELS_OF_ASSURANCE
KEY = ECKey.generate_key("P-256")
PROVIDER = Provider(
    issuer=ISSUER,
    clients={"elaas": (KEY, BACK)},
    levels=frozenset(LEVELS_OF_ASSURANCE),
    clock=clock.read,
)
WANTED = oidc.Client(
    issuer=ISSUER,
    client_id="elaas",
    key=ClientKey(KEY),
    audience=ISSUER,
    scope="openid profile",
    acr=SUBSTANTIAL,
    level_claim="acr",
    level="",
    levels=frozenset(LEVELS_OF_ASSURANCE),
    number_claim="",
    hpr_claim="",
    national_id_claim="pid",
)


def provider() -> LoginProvider:
    """What settings.CITIZEN_LOGIN names: the real relying party, nothing on the network."""

    def connect() -> httpx.BaseTransport:
        return httpx.MockTransport(PROVIDER.answer)

    known = Discovery(ISSUER, connect=connect, timeout=1)
    return oidc.RelyingParty(WANTED, provider=known, connect=connect, timeout=1)


def log_in(browser: Browser, *, next_: str = "", **claims: Any) -> Any:
    """The answer that the browser gets when it is back."""
    there = browser.get("/min-side/logg-inn/", {"next": next_} if next_ else {})["Location"]
    back = urlsplit(PROVIDER.authorize(there, person=claims))
    return browser.get(f"{back.path}?{back.query}")
