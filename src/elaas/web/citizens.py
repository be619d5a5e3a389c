"""Which citizen is logged in, and for whom they act: asked anew with every request."""

from collections.abc import Callable
from typing import TypeAlias

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from elaas.people.actors import Actor, ActorKind
from elaas.people.operations.citizens import CitizenLoggedIn
from elaas.people.operations.sessions import hash_of
from elaas.people.queries import ActsFor, citizen_in_session
from elaas.web import clock, session

NAME = "elaas_citizen"
Answer: TypeAlias = Callable[[HttpRequest], HttpResponse]


def cookie() -> str:
    """The name of the session's cookie."""
    return session.of_this_host(NAME)


def know_the_citizen(get_response: Answer) -> Answer:
    """Set `request.citizen`: the national id of the citizen who is logged in, else None."""

    def answer(request: HttpRequest) -> HttpResponse:
        token = request.COOKIES.get(cookie())
        found = citizen_in_session(hash_of(token), now=clock.read()) if token else None
        request.citizen = found  # type: ignore[attr-defined]
        return get_response(request)

    return answer


def national_id(request: HttpRequest) -> str | None:
    """Who is logged in; None: nobody."""
    found: str | None = getattr(request, "citizen", None)
    return found


def acting(request: HttpRequest) -> ActsFor:
    """For whom they act at this address, as the table of roles granted it; 404 if it did not."""
    found = all_acting(request)
    if not found:
        raise Http404
    return found[0]


def all_acting(request: HttpRequest) -> list[ActsFor]:
    """Everybody for whom they act at this address."""
    found: list[ActsFor] = getattr(request, "acting", [])
    return found


def actor(one: ActsFor) -> Actor:
    """As what they act."""
    if one.kin is None:
        return Actor(ActorKind.RECIPIENT, one.recipient)
    return Actor(ActorKind.KIN, one.kin)


def keep(response: HttpResponse, logged_in: CitizenLoggedIn) -> None:
    """Give the browser its cookie. Lax, so that it comes along from the provider's redirect."""
    response.set_cookie(
        cookie(),
        logged_in.token,
        expires=logged_in.ends_at,
        httponly=True,
        secure=not settings.DEMO,
        samesite="Lax",
    )
