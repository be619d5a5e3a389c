"""Log in at the municipality's provider, and out again."""

import logging

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from elaas.people.login import LoginFailed, LoginProvider
from elaas.people.operations.sessions import NotAdmitted, log_in, log_out
from elaas.web import clock, session, under_way

logger = logging.getLogger(__name__)

# What must come back from the provider, kept by the browser that began.
UNDER_WAY = "elaas_login"


@require_safe
@never_cache
def begin(request: HttpRequest) -> HttpResponse:
    """Send the browser to the provider."""
    try:
        begun = _provider().begin(back=_back(request), now=clock.read())
    except LoginFailed as problem:
        return _failed(request, problem, status=503)
    response = redirect(begun.address)
    under_way.keep(response, begun, name=UNDER_WAY)
    return response


@require_safe
@never_cache
def back(request: HttpRequest) -> HttpResponse:
    """The browser is back from the provider, with a code or a refusal."""
    now = clock.read()
    try:
        who, _ = under_way.finish(
            request, _provider(), name=UNDER_WAY, back=_back(request), now=now
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
    under_way.forget(response, name=UNDER_WAY)
    return response


@require_POST
def out(request: HttpRequest) -> HttpResponse:
    """End the session here, and then at the provider."""
    now, home = clock.read(), under_way.address(request, "/")
    token = request.COOKIES.get(session.cookie())
    id_token = log_out(token=token, now=now) if token else None
    response = under_way.leave(_provider, id_token=id_token, home=home, now=now)
    response.delete_cookie(session.cookie())
    return response


def _back(request: HttpRequest) -> str:
    return under_way.address(request, reverse("login-back"))


def _provider() -> LoginProvider:
    provider: LoginProvider = import_string(settings.LOGIN)()
    return provider


def _failed(request: HttpRequest, problem: LoginFailed, *, status: int) -> HttpResponse:
    logger.warning("Login failed: %s.", problem)
    return render(request, "login/failed.html", status=status)
