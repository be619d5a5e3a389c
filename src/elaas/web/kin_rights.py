"""What next of kin may do: the recipient's own page, and where an employee records their word."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from elaas.mounting.operations.looks import of_case
from elaas.mounting.queries.cases import case_of
from elaas.mounting.rules import Task
from elaas.people import national_id
from elaas.people.actors import Actor, ActorKind
from elaas.people.looks import Because, Reason
from elaas.people.operations.kin_rights import THEIR_OWN, NewKin, NotDecided, Word, decide, name_kin
from elaas.people.queries import kin_today, recipients
from elaas.people.rights import Right, WordOf
from elaas.web import booking_words, citizens, clock, looks, session

LONGEST_NAME = 100
LONGEST_REASON = 200
BAD_REQUEST = 400
NOBODY = UUID(int=0)


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The recipient's own."""
    return redirect("kin-rights", citizens.acting(request).recipient)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def own(request: HttpRequest, recipient_id: UUID) -> HttpResponse:
    """The recipient lets, and takes back."""
    by = citizens.actor(citizens.acting(request))
    return _page(request, recipient_id, by=by, here=reverse("kin-rights", args=[recipient_id]))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def recorded(request: HttpRequest, recipient_id: UUID) -> HttpResponse:
    """An employee records the word of the recipient, or of a guardian."""
    asks = looks.asks_why(request, recipient_id, task=_task(request, recipient_id))
    if asks is not None:
        return asks
    by = Actor(ActorKind.EMPLOYEE, session.employee(request) or NOBODY)
    return _page(request, recipient_id, by=by, here=reverse("kin-recorded", args=[recipient_id]))


def _task(request: HttpRequest, recipient: UUID) -> Reason | None:
    """Something is to be mounted or taken down; or somebody records what they were told."""
    for task in (Task.MOUNT, Task.REMOVE):
        case = case_of(recipient, task=task)
        if case is not None:
            return of_case(task, case.id)
    return Reason(Because.ASKED) if request.method == "POST" else None


def _page(request: HttpRequest, recipient: UUID, *, by: Actor, here: str) -> HttpResponse:
    named = recipients([recipient]).get(recipient)
    if named is None:
        raise Http404
    wrong = ""
    if request.method == "POST":
        act = _decide if "kin" in request.POST else _name
        wrong = act(request, recipient, by)
        if not wrong:
            return redirect(here)
    shown = {
        "name": named.name,
        "kin": kin_today(recipient),
        "rights": booking_words.RIGHTS,
        "words_of": booking_words.WORDS_OF if by.kind is ActorKind.EMPLOYEE else {},
        "here": here,
        "looked": reverse("looked", args=[recipient]) if by.kind is ActorKind.RECIPIENT else "",
        "wrong": wrong,
        "told": request.POST if wrong else {},
        "told_may": _may(request) if wrong and "kin" not in request.POST else set(),
        "now": clock.read(),
    }
    return render(request, "kin/page.html", shown, status=BAD_REQUEST if wrong else 200)


def _decide(request: HttpRequest, recipient: UUID, by: Actor) -> str:
    """Change what somebody may do; answers what is wrong, empty if nothing is."""
    given = request.POST["kin"]
    kin = next((one.id for one in kin_today(recipient) if str(one.id) == given), None)
    if kin is None:
        raise Http404
    may = _may(request)
    wanted = {right: right in may for right in Right}
    return _said(decide(kin=kin, wanted=wanted, by=by, word=_word(request), now=clock.read()))


def _name(request: HttpRequest, recipient: UUID, by: Actor) -> str:
    """Add somebody; answers what is wrong, empty if nothing is."""
    given, family = (_text(request, name, LONGEST_NAME) for name in ("given", "family"))
    number = national_id.read(request.POST.get("number", ""), synthetic=settings.DEMO)
    if not given or not family:
        return gettext("Write the first name and the last name.")
    if number is None:
        return gettext("That is no national identity number. It has eleven digits.")
    may = _may(request)
    if not may:
        return gettext("Choose what this person may do.")
    answer = name_kin(
        recipient=recipient,
        who=NewKin(given=given, family=family, national_id=number),
        may=may,
        by=by,
        word=_word(request),
        now=clock.read(),
    )
    return _said(answer if isinstance(answer, NotDecided) else None)


def _said(refused: NotDecided | None) -> str:
    return str(booking_words.NOT_DECIDED[refused]) if refused else ""


def _may(request: HttpRequest) -> set[Right]:
    given = request.POST.getlist("may")
    return {right for right in Right if right.value in given}


def _word(request: HttpRequest) -> Word:
    of = next((one for one in WordOf if one.value == request.POST.get("word_of")), None)
    return Word(of=of, reason=_text(request, "reason", LONGEST_REASON)) if of else THEIR_OWN


def _text(request: HttpRequest, name: str, longest: int) -> str:
    return request.POST.get(name, "").replace("\0", "").strip()[:longest]
