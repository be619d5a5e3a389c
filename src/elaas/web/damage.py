"""Damage, for staff: report it, see what waits, decide, write the letter, note a complaint."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_POST, require_safe

from elaas.damage import operations
from elaas.damage.queries.case import DamageCase, damage_case
from elaas.damage.queries.lists import LISTED, lists
from elaas.damage.queries.photos import photo_in
from elaas.doors.photos import MEDIA_TYPE
from elaas.notices.letter import pdf
from elaas.people.actors import Actor, ActorKind
from elaas.people.languages import WRITTEN as LANGUAGES
from elaas.people.looks import Because, Reason, Seen
from elaas.web import clock, damage_forms, damage_words, looks, roles, session, under_way
from elaas.web.damage_letter import damage_letter, language_of

NOBODY = UUID(int=0)  # in the demo nobody has to be logged in
BAD_REQUEST, CONFLICT = 400, 409


@require_safe
def everything(request: HttpRequest) -> HttpResponse:
    """What waits for a decision, and what is decided."""
    found = lists()
    looks.note(
        request,
        [
            Seen(one.recipient.id, Reason(Because.DAMAGE, one.id))
            for one in (*found.waiting, *found.decided)
            if one.recipient is not None
        ],
    )
    shown = {"lists": found, "listed": LISTED, "now": clock.read()}
    return render(request, "damage/list.html", shown)


@require_safe
def one(request: HttpRequest, damage_id: UUID) -> HttpResponse:
    """One case."""
    return _page(request, find(damage_id))


@require_POST
def decide(request: HttpRequest, damage_id: UUID) -> HttpResponse:
    """Decide who pays, or decide again."""
    case = find(damage_id)
    try:
        ruling = damage_forms.ruling(request.POST)
    except damage_forms.Unclear as reason:
        return _page(request, case, error=str(reason))
    seen = request.POST.get("seen", "")
    refused = operations.decide_damage(
        damage=damage_id,
        ruling=ruling,
        by=session.employee(request),
        seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < LISTED else -1,
        texts=_texts(request),
        now=clock.read(),
    )
    if refused is not None:
        told = str(damage_words.NOT_DONE[refused])
        return _page(request, find(damage_id), error=told, status=CONFLICT)
    return redirect("damage", damage_id)


@require_POST
def complaint(request: HttpRequest, damage_id: UUID) -> HttpResponse:
    """Note a complaint that came by post or telephone."""
    case = find(damage_id)
    by = Actor(ActorKind.EMPLOYEE, session.employee(request) or NOBODY)
    wrong = take_complaint(request, case, by)
    return _page(request, case, error=wrong) if wrong else redirect("damage", damage_id)


@require_safe
@never_cache
def letter(request: HttpRequest, damage_id: UUID) -> HttpResponse:
    """The decision as a letter; 404 while nothing is decided, or where there is nobody to tell."""
    return letter_of(_looked_at(request, find(damage_id)))


@require_safe
@cache_control(private=True, max_age=3600)
def picture(request: HttpRequest, damage_id: UUID, photo_id: UUID) -> HttpResponse:
    """A photo that the case shows."""
    content = photo_in(_looked_at(request, find(damage_id)), photo_id)
    if content is None:
        raise Http404
    return HttpResponse(content, content_type=MEDIA_TYPE)


def find(damage_id: UUID, *, recipient: UUID | None = None) -> DamageCase:
    """The case. Raises Http404 where there is none, or it is not that recipient's."""
    found = damage_case(damage_id, recipient=recipient)
    if found is None:
        raise Http404
    return found


def take_complaint(request: HttpRequest, case: DamageCase, by: Actor) -> str:
    """Take it in; answers what is wrong, empty if nothing is."""
    try:
        text = damage_forms.text(request.POST, "text")
    except damage_forms.Unclear as reason:
        return str(reason)
    if not text:
        return gettext("Write what you want changed, and why.")
    refused = operations.complain(damage=case.id, text=text, by=by, now=clock.read())
    return str(damage_words.NOT_DONE[refused]) if refused else ""


def letter_of(case: DamageCase) -> HttpResponse:
    """The letter of a case as PDF. Raises Http404 where there is none."""
    now = clock.read()
    written = damage_letter(case, now=now)
    if written is None:
        raise Http404
    headers = {"Content-Disposition": 'inline; filename="elaas.pdf"'}
    return HttpResponse(pdf(written, now=now), content_type="application/pdf", headers=headers)


def _looked_at(request: HttpRequest, case: DamageCase) -> DamageCase:
    whose = case.recipient.id if case.recipient else None
    looks.at(request, whose, Because.DAMAGE, case.id)
    return case


def _texts(request: HttpRequest) -> dict[str, str]:
    """The SMS in each language: what was decided stands behind a login."""
    link = under_way.address(request, reverse("mine"))
    texts = {}
    for language in LANGUAGES:
        with translation.override(language):
            said = gettext("{municipality}: There is a letter for you about eLås. Log in: {link}")
            texts[language] = said.format(municipality=settings.MUNICIPALITY_NAME, link=link)
    return texts


def _page(
    request: HttpRequest, case: DamageCase, *, error: str = "", status: int = BAD_REQUEST
) -> HttpResponse:
    _looked_at(request, case)
    shown = {
        "case": case,
        "error": error,
        "given": request.POST if error else {},
        "outcomes": [(one.value, damage_words.outcome(one)) for one in case.possible],
        "guidance": damage_words.guidance(case.damaged),
        "may_decide": roles.grants(request, "skader/<uuid:damage_id>/avgjor/"),
        "may_see_lock": roles.grants(request, "lock/<str:lock_id>/"),
        "language": language_of(case),
        "longest": damage_forms.LONGEST,
        "now": clock.read(),
    }
    return render(request, "damage/case.html", shown, status=status if error else 200)
