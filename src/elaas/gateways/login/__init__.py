"""The login providers, by OpenID Connect: the municipality's own, and ID-porten for citizens."""

from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from elaas.gateways.login import client_key
from elaas.gateways.login.discovery import Discovery
from elaas.gateways.login.oidc import Client, RelyingParty
from elaas.gateways.login.transport import connect
from elaas.people.login import LoginFailed, LoginProvider

SECONDS_TO_WAIT = 8.0


def provider() -> LoginProvider:
    """The provider that the environment names; raises LoginFailed when it is not set up."""
    if not settings.LOGIN_ISSUER:
        message = "ELAAS_LOGIN_ISSUER is not set"
        raise LoginFailed(message)
    if not settings.DEMO and urlsplit(settings.LOGIN_ISSUER).scheme != "https":
        message = "ELAAS_LOGIN_ISSUER is no https address: anybody on the way could log people in"
        raise LoginFailed(message)
    client = Client(
        issuer=settings.LOGIN_ISSUER,
        client_id=settings.LOGIN_CLIENT_ID,
        key=client_key.read(Path(settings.LOGIN_KEY_FILE)),
        audience=settings.LOGIN_AUDIENCE,
        scope=settings.LOGIN_SCOPE,
        acr=settings.LOGIN_ACR,
        level_claim=settings.LOGIN_LEVEL_CLAIM,
        level=settings.LOGIN_LEVEL,
        number_claim=settings.LOGIN_NUMBER_CLAIM,
        hpr_claim=settings.LOGIN_HPR_CLAIM,
        par=settings.LOGIN_PAR,
        dpop=settings.LOGIN_DPOP,
    )
    return RelyingParty(
        client,
        provider=_discovery(settings.LOGIN_ISSUER),
        connect=connect,
        timeout=SECONDS_TO_WAIT,
    )


# docs.digdir.no, ID-porten: what it says about how sure it is, the lowest first.
LEVELS_OF_ASSURANCE = ("idporten-loa-substantial", "idporten-loa-high")


def citizen_provider() -> LoginProvider:
    """ID-porten; raises LoginFailed when it is not set up.

    The level that was reached is read from the token: at least the one that is asked for.
    """
    issuer, acr = settings.CITIZEN_LOGIN_ISSUER, settings.CITIZEN_LOGIN_ACR
    if not issuer:
        message = "ELAAS_CITIZEN_LOGIN_ISSUER is not set"
        raise LoginFailed(message)
    if not settings.DEMO and urlsplit(issuer).scheme != "https":
        message = "ELAAS_CITIZEN_LOGIN_ISSUER is no https address"
        raise LoginFailed(message)
    if acr not in LEVELS_OF_ASSURANCE:
        message = f"ELAAS_CITIZEN_LOGIN_ACR is none of {', '.join(LEVELS_OF_ASSURANCE)}"
        raise LoginFailed(message)
    key_file = Path(settings.CITIZEN_LOGIN_KEY_FILE)
    client = Client(
        issuer=issuer,
        client_id=settings.CITIZEN_LOGIN_CLIENT_ID,
        key=client_key.read(key_file, setting="ELAAS_CITIZEN_LOGIN_KEY_FILE"),
        audience=issuer,
        scope="openid profile",
        acr=acr,
        level_claim="acr",
        level="",
        levels=frozenset(LEVELS_OF_ASSURANCE[LEVELS_OF_ASSURANCE.index(acr) :]),
        number_claim="",
        hpr_claim="",
        national_id_claim="pid",
    )
    provider = _discovery(issuer)
    return RelyingParty(client, provider=provider, connect=connect, timeout=SECONDS_TO_WAIT)


@cache
def _discovery(issuer: str) -> Discovery:
    """One for the whole process, so that what it keeps outlives a request."""
    return Discovery(issuer, connect=connect, timeout=SECONDS_TO_WAIT)
