"""Reporting damage: the same form for recipients, next of kin and everybody at work."""

from collections.abc import Sequence
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from elaas.access.queries.pages.employee import employee_page
from elaas.access.queries.pages.lock import lock_page
from elaas.access.queries.pages.uses import Way
from elaas.damage.operations import report_damage
from elaas.damage.queries.doors import door_with, doors_of, people_behind
from elaas.doors.photos import NotAPhoto
from elaas.people.actors import Actor, ActorKind
from elaas.people.looks import Because, Reason, Seen
from elaas.people.queries import recipients
from elaas.web import clock, damage_forms, damage_words, looks, roles, session, words
from elaas.web.damage import NOBODY
from elaas.web.damage_forms import Choice
from elaas.web.employee import seen_on


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def of_recipient(request: HttpRequest, recipient_id: UUID) -> HttpResponse:
    """The desk or a coordinator reports what a recipient, or somebody else, has told them."""
    named = recipients([recipient_id]).get(recipient_id)
    if named is None:
        raise Http404
    looks.at(request, recipient_id, Because.DAMAGE, None)
    return _form(request, choices_of(recipient_id), whom=named.name)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def at_lock(request: HttpRequest, lock_id: str) -> HttpResponse:
    """Whoever keeps the locks reports damage at the door on which one sits."""
    found = lock_page(lock_id, now=clock.read()) if lock_id.isprintable() else None
    if found is None:
        raise Http404
    choices = _choices_at(lock_id)
    behind = {one.recipient for one in choices if one.recipient is not None}
    looks.note(request, [Seen(one, Reason(Because.DAMAGE)) for one in behind])
    return _form(request, choices, whom=found.lock.label)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def of_employee(request: HttpRequest, employee_id: UUID) -> HttpResponse:
    """An employee reports damage at one of the doors of today's visits."""
    now = clock.read()
    found = employee_page(employee_id, day=clock.day_of(now), now=now)
    if found is None:
        raise Http404
    looks.note(request, seen_on(found))
    choices = [
        Choice(
            value=f"{visit.plan.assignment}-{door.way}",
            said=f"{damage_words.door(door.way)} {door.label}, {words.full_name(visit.recipient)}",
            door=at,
            recipient=visit.recipient.id,
        )
        for visit in found.visits
        if visit.recipient is not None
        for door in visit.doors
        if door.lock_id is not None and (at := door_with(door.lock_id)) is not None
    ]
    return _form(request, choices, whom=words.full_name(found.employee))


def choices_of(recipient: UUID) -> list[Choice]:
    """The doors on the way to where the recipient lives."""
    return [
        Choice(
            value=door.way.value,
            said=damage_words.door(door.way),
            door=door,
            recipient=recipient,
        )
        for door in doors_of(recipient)
    ]


def taken_in(request: HttpRequest, choices: Sequence[Choice], by: Actor) -> UUID | str:
    """Report what the form says; answers the case's id, or what is wrong with the form."""
    try:
        seen = damage_forms.seen(request.POST, request.FILES, choices)
        return report_damage(seen=seen, by=by, now=clock.read())
    except damage_forms.Unclear as reason:
        return str(reason)
    except NotAPhoto:
        return gettext("The photo cannot be read. Take another one, as JPEG, PNG or WebP.")


def form_facts(request: HttpRequest, choices: Sequence[Choice], wrong: str) -> dict[str, object]:
    """What the form's template needs."""
    return {
        "choices": choices,
        "kinds": [(one.value, said) for one, said in damage_words.DAMAGED.items()],
        "wrong": wrong,
        "given": request.POST if wrong else {},
        "most_photos": damage_forms.MOST_PHOTOS,
        "longest": damage_forms.LONGEST,
        "now": clock.read(),
    }


def _choices_at(lock_id: str) -> list[Choice]:
    door = door_with(lock_id)
    if door is None:
        return []
    said = damage_words.door(door.way)
    known = [
        Choice(
            value=str(who.id), said=f"{said}, {words.full_name(who)}", door=door, recipient=who.id
        )
        for who in people_behind(door)
    ]
    if door.way is Way.HOME and known:
        return known
    return [Choice(value=door.way.value, said=said, door=door, recipient=None)]


def _form(request: HttpRequest, choices: Sequence[Choice], *, whom: str) -> HttpResponse:
    wrong, done = "", None
    if request.method == "POST":
        by = Actor(ActorKind.EMPLOYEE, session.employee(request) or NOBODY)
        answer = taken_in(request, choices, by)
        if isinstance(answer, UUID):
            if roles.grants(request, "skader/<uuid:damage_id>/"):
                return redirect("damage", answer)
            done = answer
        else:
            wrong = answer
    shown = {**form_facts(request, choices, wrong), "whom": whom, "done": done}
    return render(request, "damage/report.html", shown, status=400 if wrong else 200)
