"""Who is logged in: the session's cookie, read once for each request."""

from collections.abc import Callable
from typing import TypeAlias
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from elaas.people.operations.sessions import LoggedIn, hash_of
from elaas.people.queries import employee_in_session
from elaas.web import clock

NAME = "elaas_session"
Answer: TypeAlias = Callable[[HttpRequest], HttpResponse]


def of_this_host(name: str) -> str:
    """A cookie's name by which, outside the demo, no other site in our domain can plant it.

    A browser takes `__Host-` only from this very host, over HTTPS (RFC 6265bis 4.1.3.2). Whoever
    holds a neighbouring name could else log people in as himself.
    """
    return name if settings.DEMO else f"__Host-{name}"


def cookie() -> str:
    """The name of the session's cookie."""
    return of_this_host(NAME)


def know_the_employee(get_response: Answer) -> Answer:
    """Set `request.employee`: the UUID of the employee who is logged in, else None."""

    def answer(request: HttpRequest) -> HttpResponse:
        token = request.COOKIES.get(cookie())
        found = employee_in_session(hash_of(token), now=clock.read()) if token else None
        request.employee = found  # type: ignore[attr-defined]
        return get_response(request)

    return answer


def employee(request: HttpRequest) -> UUID | None:
    """Who is logged in; None: nobody (in the demo everybody looks without)."""
    found: UUID | None = getattr(request, "employee", None)
    return found


def keep(response: HttpResponse, session: LoggedIn) -> None:
    """Give the browser its cookie. Lax, so that it comes along from the provider's redirect."""
    response.set_cookie(
        cookie(),
        session.token,
        expires=session.ends_at,
        httponly=True,
        secure=not settings.DEMO,
        samesite="Lax",
    )
