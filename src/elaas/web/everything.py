"""«Alt vi har om deg»: everything about a person, for them and for who hands it out to them."""

import json
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from elaas.notices.letter import pdf
from elaas.people.actors import Actor, ActorKind
from elaas.people.queries import recipients
from elaas.rights.ground import Ground
from elaas.rights.operations.export import export_person
from elaas.web import citizens, clock, looks, session
from elaas.web.export_letter import export_letter

BAD_REQUEST = 400
GROUNDS = {
    Ground.GDPR: _("Access by the privacy rules (GDPR article 15)"),
    Ground.RECORD: _("Access to your own record"),
}
FORMS = ("pdf", "json")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def own(request: HttpRequest, recipient_id: UUID) -> HttpResponse:
    """The person's own."""
    by = citizens.actor(citizens.acting(request))
    return _answer(request, recipient_id, by, own=True)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def handed_out(request: HttpRequest, recipient_id: UUID) -> HttpResponse:
    """By an employee, who says why they look; without a protected address."""
    if recipient_id not in recipients([recipient_id]):
        raise Http404
    asks = looks.asks_why(request, recipient_id, task=None)
    employee = session.employee(request)
    by = Actor(ActorKind.EMPLOYEE, employee) if employee else None
    return asks or _answer(request, recipient_id, by, own=False)


def _answer(request: HttpRequest, recipient: UUID, by: Actor | None, *, own: bool) -> HttpResponse:
    ground = next((one for one in Ground if one.value == request.POST.get("ground")), None)
    form = request.POST.get("form")
    if request.method == "POST" and ground and form in FORMS:
        return _file(recipient, by, ground, form)
    shown = {
        "name": recipients([recipient])[recipient].name,
        "own": own,
        "grounds": GROUNDS,
        "missing": request.method == "POST",
    }
    status = BAD_REQUEST if request.method == "POST" else 200
    return render(request, "rights/everything.html", shown, status=status)


def _file(recipient: UUID, by: Actor | None, ground: Ground, form: str) -> HttpResponse:
    now = clock.read()
    found = export_person(recipient=recipient, by=by, ground=ground, now=now)
    if form == "pdf":
        content, kind = pdf(export_letter(found, now=now), now=now), "application/pdf"
    else:
        content = json.dumps(found, ensure_ascii=False, indent=1).encode()
        kind = "application/json"
    told = {"Content-Disposition": f'attachment; filename="elaas.{form}"'}
    return HttpResponse(content, content_type=kind, headers=told)
