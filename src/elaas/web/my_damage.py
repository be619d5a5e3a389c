"""Damage, for the recipient and kin who may follow: report it, read the decision, complain."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_safe

from elaas.damage.queries.lists import of_recipient
from elaas.damage.queries.photos import photo_for
from elaas.doors.photos import MEDIA_TYPE
from elaas.people.queries import recipients
from elaas.web import citizens, clock, damage, damage_forms, damage_words
from elaas.web.damage_report import choices_of, form_facts, taken_in

BAD_REQUEST = 400


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def report(request: HttpRequest, recipient_id: UUID) -> HttpResponse:
    """Report damage, and see what was reported before."""
    acts = citizens.acting(request)
    choices, wrong = choices_of(recipient_id), ""
    if request.method == "POST":
        answer = taken_in(request, choices, citizens.actor(acts))
        if isinstance(answer, UUID):
            return redirect("my-damage", recipient_id, answer)
        wrong = answer
    shown = {
        **form_facts(request, choices, wrong),
        "recipient": recipient_id,
        "name": recipients([recipient_id])[recipient_id].name,
        "own": acts.kin is None,
        "cases": of_recipient(recipient_id),
    }
    return render(request, "citizen/damage_report.html", shown, status=400 if wrong else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def one(request: HttpRequest, recipient_id: UUID, damage_id: UUID) -> HttpResponse:
    """One case; POST: a complaint."""
    acts, wrong = citizens.acting(request), ""
    case = damage.find(damage_id, recipient=recipient_id)
    if request.method == "POST":
        wrong = damage.take_complaint(request, case, citizens.actor(acts))
        if not wrong:
            return redirect("my-damage", recipient_id, damage_id)
    shown = {
        "case": case,
        "told": damage_words.told(case.decision.outcome, case.decision.amount)
        if case.decision
        else "",
        "recipient": recipient_id,
        "own": acts.kin is None,
        "wrong": wrong,
        "given": request.POST if wrong else {},
        "longest": damage_forms.LONGEST,
        "now": clock.read(),
    }
    return render(request, "citizen/damage.html", shown, status=BAD_REQUEST if wrong else 200)


@require_safe
@never_cache
def letter(_request: HttpRequest, recipient_id: UUID, damage_id: UUID) -> HttpResponse:
    """The decision as a letter."""
    return damage.letter_of(damage.find(damage_id, recipient=recipient_id))


@require_safe
@cache_control(private=True, max_age=3600)
def picture(_request: HttpRequest, recipient_id: UUID, photo_id: UUID) -> HttpResponse:
    """A photo of the bag of parts, of damage reported for the recipient, or of a crew's visit."""
    content = photo_for(recipient_id, photo_id)
    if content is None:
        raise Http404
    return HttpResponse(content, content_type=MEDIA_TYPE)
