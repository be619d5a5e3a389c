"""The municipality's login provider, by OpenID Connect."""

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


@cache
def _discovery(issuer: str) -> Discovery:
    """One for the whole process, so that what it keeps outlives a request."""
    return Discovery(issuer, connect=connect, timeout=SECONDS_TO_WAIT)
