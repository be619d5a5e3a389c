"""Recipients and next of kin log in with ID-porten, and out again."""

import logging

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from elaas.people.login import LoginFailed, LoginProvider
from elaas.people.operations.citizens import (
    CitizenRefused,
    log_in_citizen,
    log_out_citizen,
)
from elaas.web import citizens, clock, under_way

logger = logging.getLogger(__name__)

# Another name than the employees', so that nobody ends a login at one provider with the other's.
UNDER_WAY = "elaas_citizen_login"
HOME = "/min-side/"


@require_safe
@never_cache
def begin(request: HttpRequest) -> HttpResponse:
    """Send the browser to ID-porten; `next` is a page of citizens' to land on."""
    language = (get_language() or "nb")[:2]
    try:
        begun = _provider().begin(back=_back(request), now=clock.read(), language=language)
    except LoginFailed as problem:
        return _failed(request, problem, status=503)
    response = redirect(begun.address)
    then = request.GET.get("next", "")
    then = then if then.startswith(HOME) else HOME
    under_way.keep(response, begun, name=UNDER_WAY, then=then)
    return response


@require_safe
@never_cache
def back(request: HttpRequest) -> HttpResponse:
    """The browser is back from ID-porten, with a code or a refusal."""
    now = clock.read()
    try:
        who, then = under_way.finish(
            request, _provider(), name=UNDER_WAY, back=_back(request), now=now
        )
    except LoginFailed as problem:
        response = _failed(request, problem, status=403)
    else:
        before = request.COOKIES.get(citizens.cookie())
        if before:
            log_out_citizen(token=before, now=now)
        answer = log_in_citizen(who=who, lasts=settings.CITIZEN_SESSION, now=now)
        if isinstance(answer, CitizenRefused):
            response = render(request, "citizen/refused.html", status=403)
        else:
            response = redirect(then)
            citizens.keep(response, answer)
    under_way.forget(response, name=UNDER_WAY)
    return response


@require_POST
def out(request: HttpRequest) -> HttpResponse:
    """End the session here, and then at ID-porten."""
    now, home = clock.read(), under_way.address(request, "/")
    token = request.COOKIES.get(citizens.cookie())
    id_token = log_out_citizen(token=token, now=now) if token else None
    response = under_way.leave(_provider, id_token=id_token, home=home, now=now)
    response.delete_cookie(citizens.cookie())
    return response


def _back(request: HttpRequest) -> str:
    return under_way.address(request, reverse("citizen-login-back"))


def _provider() -> LoginProvider:
    provider: LoginProvider = import_string(settings.CITIZEN_LOGIN)()
    return provider


def _failed(request: HttpRequest, problem: LoginFailed, *, status: int) -> HttpResponse:
    logger.warning("A citizen's login failed: %s.", problem)
    return render(request, "citizen/failed.html", status=status)
