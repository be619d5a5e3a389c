"""The coordinator's pages: who must have an eLås, whose doors are not ready, and one case."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from elaas.access.queries.pages.coordinator import LISTED, Case, Queue, case, named, queue
from elaas.access.queries.pages.questions import Asked, waiting
from elaas.eligibility.operations import ChangedMeanwhile, NothingToReview
from elaas.eligibility.rules import Known, Situation
from elaas.mounting.operations.looks import of_case
from elaas.mounting.operations.needs import review_decision, state_situation, take_back_review
from elaas.mounting.queries.cases import case_of
from elaas.mounting.queries.endings import Coming, coming_down, coming_down_for
from elaas.mounting.queries.told import in_trouble, visits_of
from elaas.mounting.rules import Task
from elaas.notices.letter import pdf
from elaas.people.looks import Because, Reason, Seen, What
from elaas.web import clock, looks, need_words, session
from elaas.web.decision_letter import decision_letter, language_of

LONGEST_SEARCH = 100
LONGEST_REASON = 500
ANSWERS = {"yes": True, "no": False}


@require_safe
def everybody(request: HttpRequest) -> HttpResponse:
    """What waits for a coordinator; or the recipients that `q` names."""
    words = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH]
    chosen = looks.stated(request)
    if words and chosen is None:
        return _ask(request, words)
    found = named(words) if words else None
    waits = None if words else queue()
    leaves = None if words else coming_down()
    asked = None if words else waiting()
    if found and chosen:
        seen = [Seen(one.id, Reason(chosen)) for one in found.shown]
        looks.note(request, seen, what=What.SEARCH)
    elif waits:
        looks.note(request, _waiting(waits, leaves or (), asked.shown if asked else ()))
    context = {
        "coming_down": leaves,
        "words": words,
        "questions": asked,
        "now": clock.read(),
        "told": 0 if words else len(in_trouble(now=clock.read())),
        "found": found,
        "queue": waits,
        "listed": LISTED,
        "reasons": looks.REASONS,
        "chosen": chosen,
    }
    return render(request, "coordinator/page.html", context)


def _ask(request: HttpRequest, words: str) -> HttpResponse:
    """Nobody is shown before it is said why they are looked for."""
    looks.note(request, [])
    context = {"words": words, "reasons": looks.REASONS, "why_not": True, "found": None}
    return render(request, "coordinator/page.html", context)


def _waiting(waits: Queue, leaves: Iterable[Coming], asked: Iterable[Asked]) -> list[Seen]:
    """Whom the page of what waits names, and for which task."""
    groups = (waits.risks, waits.not_ready, waits.changed)
    named_there = [one.recipient.id for group in groups for one in group.shown]
    undecided = [one.id for one in waits.undecided.shown]
    return [
        *(Seen(one, Reason(Because.NEED)) for one in (*named_there, *undecided)),
        *(Seen(one.recipient, Reason(Because.REMOVAL, one.case)) for one in leaves),
        *(Seen(one.recipient.id, Reason(Because.ASKED, one.id)) for one in asked),
    ]


@require_safe
def recipient(request: HttpRequest, recipient_id: UUID) -> HttpResponse:
    """One recipient's case; whoever has no task there says why they look."""
    one = found(recipient_id)
    return looks.asks_why(request, recipient_id, task=_task(one)) or shown(request, one)


@require_POST
def situation(request: HttpRequest, recipient_id: UUID) -> HttpResponse:
    """Take in the answers to the five questions."""
    one = found(recipient_id)
    answers = {name: ANSWERS.get(request.POST.get(name, "")) for name in need_words.QUESTIONS}
    told = Known(**answers).situation
    if told is None:
        return shown(request, one, problem=gettext("Answer all five questions."), answers=answers)
    return _decide(request, one, told)


def _decide(request: HttpRequest, one: Case, told: Situation) -> HttpResponse:
    try:
        state_situation(
            recipient=one.recipient.id,
            situation=told,
            by=session.employee(request),
            seen=_seen(request),
            now=clock.read(),
        )
    except ChangedMeanwhile:
        return _changed(request, one.recipient.id)
    return redirect("case", one.recipient.id)


@require_POST
def review(request: HttpRequest, recipient_id: UUID) -> HttpResponse:
    """Change the decision with a reason (`needed` yes or no), or take the change back."""
    one = found(recipient_id)
    because = reason(request)
    if not because:
        return shown(request, one, problem=say_why(), because=request.POST.get("because", ""))
    try:
        _review(request, recipient_id, because)
    except ChangedMeanwhile:
        return _changed(request, recipient_id, because=because)
    except NothingToReview:
        problem = gettext("There is no such decision to change. Look at the case again.")
        return shown(request, one, problem=problem, because=because)
    return redirect("case", recipient_id)


@require_safe
@never_cache
def letter(request: HttpRequest, recipient_id: UUID) -> HttpResponse:
    """The decision as a letter to print; 404 while nothing is decided."""
    task = _task(found(recipient_id))
    return looks.asks_why(request, recipient_id, task=task) or letter_of(recipient_id)


def _task(one: Case) -> Reason | None:
    """What makes this case a coordinator's to look at; None: nothing does."""
    need, who = one.need, one.recipient.id
    undecided = one.services and (need is None or need.needed is None)
    if undecided or (need and (need.changed_since or (need.needed and not one.ready))):
        return Reason(Because.NEED)
    for task in (Task.REMOVE, Task.MOUNT):
        case = case_of(who, task=task)
        if case is not None:
            return of_case(task, case.id)
    return Reason(Because.REMOVAL) if coming_down_for(who) else None


def letter_of(recipient_id: UUID) -> HttpResponse:
    """The decision of that recipient as PDF. Raises Http404 while nothing is decided."""
    one, now = found(recipient_id), clock.read()
    written = decision_letter(one, now=now)
    if written is None:
        raise Http404
    return HttpResponse(
        pdf(written, now=now),
        content_type="application/pdf",
        headers={"Content-Disposition": 'inline; filename="elaas.pdf"'},
    )


def reason(request: HttpRequest) -> str:
    """Why a coordinator does something; empty where nothing was said, or too much."""
    because = request.POST.get("because", "").replace("\0", "").strip()
    return because if len(because) <= LONGEST_REASON else ""


def say_why() -> str:
    """What is said where that is empty."""
    return gettext("Write why, in at most {most} characters.").format(most=LONGEST_REASON)


def _review(request: HttpRequest, recipient_id: UUID, because: str) -> None:
    by, seen, now = session.employee(request), _seen(request) or 0, clock.read()
    needed = ANSWERS.get(request.POST.get("needed", ""))
    if needed is None:
        take_back_review(recipient=recipient_id, because=because, by=by, seen=seen, now=now)
    else:
        review_decision(
            recipient=recipient_id, needed=needed, because=because, by=by, seen=seen, now=now
        )


def _seen(request: HttpRequest) -> int | None:
    """The statement that the form was about; one that is no number is none that exists."""
    told = request.POST.get("seen", "")
    if not told:
        return None
    return int(told) if told.isascii() and told.isdigit() and len(told) < LONGEST_SEARCH else 0


def _changed(request: HttpRequest, recipient_id: UUID, *, because: str = "") -> HttpResponse:
    problem = gettext(
        "Somebody has told something new of this recipient meanwhile. Look at it, and decide again."
    )
    return shown(request, found(recipient_id), problem=problem, because=because, status=409)


def shown(
    request: HttpRequest,
    one: Case,
    *,
    problem: str = "",
    answers: Mapping[str, bool | None] | None = None,
    because: str = "",
    status: int = 400,
) -> HttpResponse:
    """The case; with a `problem`, what was wrong with what was sent, and that once more."""
    if problem:
        looks.at(request, one.recipient.id, Because.NEED, None)
    known = one.need.known if one.need else Known(services_at_home=one.services)
    context = {
        "case": one,
        "problem": problem,
        "because": because,
        "longest": LONGEST_REASON,
        "questions": need_words.questions(asdict(known) if answers is None else answers),
        "language": language_of(one),
        "mounting": case_of(one.recipient.id),
        "removals": coming_down_for(one.recipient.id),
        "removal_case": case_of(one.recipient.id, task=Task.REMOVE),
        "visits": visits_of(one.recipient.id),
        "now": clock.read(),
    }
    return render(request, "coordinator/case.html", context, status=status if problem else 200)


def found(recipient_id: UUID) -> Case:
    one = case(recipient_id)
    if one is None:
        raise Http404
    return one
