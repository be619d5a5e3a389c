"""A login that is under way: kept by the browser that began it, until it is back."""

import hmac
import logging
from collections.abc import Callable
from dataclasses import astuple
from datetime import datetime

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from elaas.people.login import Begun, Identified, LoginFailed, LoginProvider
from elaas.web import session

logger = logging.getLogger(__name__)

SECONDS = 600


def keep(response: HttpResponse, begun: Begun, *, name: str, then: str = "") -> None:
    """Let the browser keep it in the cookie `name`; `then`: where it wants to be afterwards."""
    response.set_cookie(
        session.of_this_host(name),
        signing.dumps((*astuple(begun), then), salt=name),
        max_age=SECONDS,
        httponly=True,
        secure=not settings.DEMO,
        samesite="Lax",
    )


def come_back(request: HttpRequest, *, name: str) -> tuple[Begun, str]:
    """The login this browser began, and `then`; raises LoginFailed unless this is its answer."""
    try:
        cookie = request.COOKIES.get(session.of_this_host(name), "")
        *kept, then = signing.loads(cookie, salt=name, max_age=SECONDS)
    except signing.BadSignature:
        message = "this browser has no login under way"
        raise LoginFailed(message) from None
    begun = Begun(*kept)
    if not hmac.compare_digest(request.GET.get("state", "").encode(), begun.state.encode()):
        message = "the answer belongs to another login"
        raise LoginFailed(message)
    if "error" in request.GET or "code" not in request.GET:
        message = "the provider refused"
        raise LoginFailed(message)
    return begun, then


def finish(
    request: HttpRequest, provider: LoginProvider, *, name: str, back: str, now: datetime
) -> tuple[Identified, str]:
    """Who is back from `provider`, and `then`; raises LoginFailed."""
    begun, then = come_back(request, name=name)
    who = provider.finish(
        begun=begun,
        code=request.GET.get("code", ""),
        issuer=request.GET.get("iss", ""),
        back=back,
        now=now,
    )
    return who, then


def leave(
    provider: Callable[[], LoginProvider], *, id_token: str | None, home: str, now: datetime
) -> HttpResponse:
    """Who has no session here any more goes to the provider, to end that one, or `home`."""
    try:
        there = provider().logout(id_token=id_token, back=home, now=now) if id_token else home
    except LoginFailed as problem:  # logged out here all the same
        logger.warning("Not logged out at the provider: %s.", problem)
        there = home
    return redirect(there)


def forget(response: HttpResponse, *, name: str) -> None:
    """It is over, whatever came of it."""
    response.delete_cookie(session.of_this_host(name))


def address(request: HttpRequest, path: str) -> str:
    """Ours, as browsers see it: outside the demo HTTPS, which ends at the proxy before us.

    The host is one of the allowed; of these the provider takes the registered.
    """
    return f"{request.scheme if settings.DEMO else 'https'}://{request.get_host()}{path}"
