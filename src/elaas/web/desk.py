"""The service desk's pages of phones: see them, block one that is lost, give a code for a new."""

from contextlib import suppress
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from elaas.access.operations.phones import block_phone
from elaas.access.queries.pages.phones import LISTED, PhonesOfEmployee, phones, phones_of
from elaas.people.grants import GrantedRole
from elaas.people.operations.grants import NotEmployed, grant_role, withdraw_role
from elaas.people.operations.phones import invite
from elaas.people.phones import Blocked
from elaas.web import clock, session, words

LONGEST_SEARCH = 100
_ROLE_DEEDS = {"grant": grant_role, "withdraw": withdraw_role}


@require_safe
def everybody(request: HttpRequest) -> HttpResponse:
    """Blocked phones that some lock has not heard of, and everybody's phones, or those of `q`."""
    asked, now = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH], clock.read()
    found = phones(asked, now=now)
    shown = {"phones": found, "words": asked, "listed": LISTED, "now": now}
    return render(request, "desk/phones.html", shown)


@require_safe
def employee(request: HttpRequest, employee_id: UUID) -> HttpResponse:
    """One employee's phones."""
    return _page(request, employee_id)


@require_POST
def block(request: HttpRequest, employee_id: UUID) -> HttpResponse:
    """Block the phone that the employee uses, with the reason."""
    reason = request.POST.get("because", "")
    if reason not in words.WHY_BLOCKED:
        return HttpResponseBadRequest("Choose a reason.")
    in_use = _phones_of(employee_id).in_use
    if in_use is not None and str(in_use.id) == request.POST.get("phone"):
        by = session.employee(request)
        block_phone(phone=in_use.id, because=Blocked(reason), by=by, now=clock.read())
    return redirect("phones-of", employee_id)


@require_POST
@never_cache
def code(request: HttpRequest, employee_id: UUID) -> HttpResponse:
    """A one-time code that makes a phone the employee's; it is shown this once."""
    if not _phones_of(employee_id).active:
        return redirect("phones-of", employee_id)
    made = invite(employee=employee_id, by=session.employee(request), now=clock.read())
    return _page(request, employee_id, code=made)


@require_POST
def role(request: HttpRequest, employee_id: UUID) -> HttpResponse:
    """Grant the employee a role, or withdraw it."""
    named, done = request.POST.get("role", ""), _ROLE_DEEDS.get(request.POST.get("do", ""))
    if named not in set(GrantedRole) or done is None:
        return HttpResponseBadRequest("Choose a role, and grant or withdraw it.")
    page, by = _phones_of(employee_id), session.employee(request)
    with suppress(NotEmployed):  # the page says that they have left
        done(employee=page.employee.id, role=GrantedRole(named), by=by, now=clock.read())
    return redirect("phones-of", employee_id)


def _page(request: HttpRequest, employee_id: UUID, *, code: str = "") -> HttpResponse:
    shown = {
        "page": _phones_of(employee_id),
        "reasons": words.WHY_BLOCKED,
        "roles": words.ROLES,
        "code": code,
        "now": clock.read(),
    }
    return render(request, "desk/phone.html", shown)


def _phones_of(employee_id: UUID) -> PhonesOfEmployee:
    found = phones_of(employee_id, now=clock.read())
    if found is None:
        raise Http404
    return found
