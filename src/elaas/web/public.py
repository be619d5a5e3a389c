"""The public pages: what eLås is and who gets it, for everybody, about nobody.

They keep nothing of who reads them, and ask no database.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from elaas.eligibility.rules import Decision
from elaas.notices import information
from elaas.web import chooser, clock, when
from elaas.web.questions import QUESTIONS, REASONS, answer

View = Callable[[HttpRequest], HttpResponse]
ASKED = {"answer", *(question.name for question in QUESTIONS)}


@dataclass(frozen=True, slots=True)
class Contact:
    """Where people reach the municipality, from the settings; what is not set is empty."""

    name: str
    phones: list[tuple[str, str]]  # as people read it, and as a telephone dials it
    email: str
    web: str
    web_short: str


def contact() -> Contact:
    """What the municipality has set."""
    web = settings.MUNICIPALITY_WEB
    numbers = [settings.PATROL_PHONE, settings.PATROL_PHONE_2]
    return Contact(
        name=settings.MUNICIPALITY_NAME,
        phones=[(number, number.replace(" ", "")) for number in numbers if number],
        email=settings.MUNICIPALITY_EMAIL,
        web=web,
        web_short=web.removeprefix("https://").removeprefix("www.").rstrip("/"),
    )


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """In the demo its chooser; elsewhere whoever types the bare address is told what eLås is."""
    return chooser.page(request) if settings.DEMO else redirect("about")


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What eLås is, and four questions on whether one gets it, answered and forgotten."""
    answered = answer(request.GET.dict()) if ASKED & request.GET.keys() else None
    missing = answered if isinstance(answered, frozenset) else frozenset()
    shown: dict[str, Any] = {
        "questions": [
            (question, request.GET.get(question.name), question.name in missing)
            for question in QUESTIONS
        ],
        "missing": missing,
    }
    if isinstance(answered, Decision):
        shown |= {"decision": answered, "why": REASONS[answered.reason]}
    response = show(request, "about", shown, status=400 if missing else 200)
    if answered is not None:
        response["Cache-Control"] = "no-store"  # a browser others use, too, keeps no copy
    return response


def _page(name: str) -> View:
    @require_safe
    def page(request: HttpRequest) -> HttpResponse:
        return show(request, name, {})

    return page


mounting = _page("mounting")
privacy = _page("privacy")
boards = _page("boards")
questions = _page("questions")
accessibility = _page("accessibility")


def show(
    request: HttpRequest, name: str, shown: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """The page `name` with what it shows, and what every public page says of the municipality."""
    opens = settings.BOOKING_OPENS_ON
    words = {
        **shown,
        "contact": contact(),
        "municipality": settings.MUNICIPALITY_NAME,
        "login": bool(settings.LOGIN_ISSUER),
        "citizens_log_in": bool(settings.CITIZEN_LOGIN_ISSUER),
        "rollout": information.rollout(),
        "booking_opens": when.whole_day(opens) if opens else "",
        "booking_open": opens is not None and opens <= timezone.localdate(clock.read()),
    }
    return render(request, f"public/{name}.html", words, status=status)
