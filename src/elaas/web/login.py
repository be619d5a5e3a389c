"""Log in at the municipality's provider, and out again."""

import hmac
import logging
from dataclasses import astuple

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from elaas.people.login import Begun, LoginFailed, LoginProvider
from elaas.people.operations.sessions import NotAdmitted, log_in, log_out
from elaas.web import clock, session

logger = logging.getLogger(__name__)

# What must come back from the provider, kept by the browser that began, for as long as this.
UNDER_WAY = "elaas_login"
SECONDS_UNDER_WAY = 600


@require_safe
@never_cache
def begin(request: HttpRequest) -> HttpResponse:
    """Send the browser to the provider."""
    try:
        begun = _provider().begin(back=_back(request), now=clock.read())
    except LoginFailed as problem:
        return _failed(request, problem, status=503)
    response = redirect(begun.address)
    response.set_cookie(
        session.of_this_host(UNDER_WAY),
        signing.dumps(astuple(begun), salt=UNDER_WAY),
        max_age=SECONDS_UNDER_WAY,
        httponly=True,
        secure=not settings.DEMO,
        samesite="Lax",
    )
    return response


@require_safe
@never_cache
def back(request: HttpRequest) -> HttpResponse:
    """The browser is back from the provider, with a code or a refusal."""
    now = clock.read()
    try:
        begun = _begun(request)
        who = _provider().finish(
            begun=begun,
            code=request.GET.get("code", ""),
            issuer=request.GET.get("iss", ""),
            back=_back(request),
            now=now,
        )
    except LoginFailed as problem:
        response = _failed(request, problem, status=403)
    else:
        before = request.COOKIES.get(session.cookie())
        if before:
            log_out(token=before, now=now)
        answer = log_in(who=who, longest=settings.LONGEST_LOGIN, now=now)
        if isinstance(answer, NotAdmitted):
            response = render(request, "login/refused.html", {"reason": answer}, status=403)
        else:
            response = redirect("employee", answer.employee)
            session.keep(response, answer)
    response.delete_cookie(session.of_this_host(UNDER_WAY))
    return response


@require_POST
def out(request: HttpRequest) -> HttpResponse:
    """End the session here, and then at the provider."""
    now, home = clock.read(), our_address(request, "/")
    token = request.COOKIES.get(session.cookie())
    id_token = log_out(token=token, now=now) if token else None
    try:
        there = _provider().logout(id_token=id_token, back=home, now=now) if id_token else home
    except LoginFailed as problem:  # logged out here all the same
        logger.warning("Not logged out at the provider: %s.", problem)
        there = home
    response = redirect(there)
    response.delete_cookie(session.cookie())
    return response


def _begun(request: HttpRequest) -> Begun:
    """The login this browser began; raises LoginFailed unless this is its answer."""
    try:
        cookie = request.COOKIES.get(session.of_this_host(UNDER_WAY), "")
        kept = signing.loads(cookie, salt=UNDER_WAY, max_age=SECONDS_UNDER_WAY)
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
    return begun


def _back(request: HttpRequest) -> str:
    return our_address(request, reverse("login-back"))


def our_address(request: HttpRequest, path: str) -> str:
    """Ours, as browsers see it: outside the demo HTTPS, which ends at the proxy before us.

    The host is one of the allowed; of these the provider takes the registered.
    """
    return f"{request.scheme if settings.DEMO else 'https'}://{request.get_host()}{path}"


def _provider() -> LoginProvider:
    provider: LoginProvider = import_string(settings.LOGIN)()
    return provider


def _failed(request: HttpRequest, problem: LoginFailed, *, status: int) -> HttpResponse:
    logger.warning("Login failed: %s.", problem)
    return render(request, "login/failed.html", status=status)
