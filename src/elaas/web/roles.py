"""The one table of who may see what, and the check that holds every address to it."""

from collections.abc import Callable
from enum import StrEnum, auto
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from elaas.people.grants import GrantedRole
from elaas.people.queries import granted_roles, works
from elaas.web import clock, session


class Role(StrEnum):
    """What somebody is. Granted roles have the values of people.grants.GrantedRole."""

    RECIPIENT = "recipient"
    KIN = "kin"
    EMPLOYEE = "employee"
    RESPONDER = "responder"
    INSTALLER = "installer"
    COORDINATOR = "coordinator"
    SERVICE_DESK = "service_desk"
    AUDITOR = "auditor"
    BOARD_BY_LINK = "board_by_link"
    NOBODY = "nobody"


class Reach(StrEnum):
    """How far a role reaches; a role the table does not name for an address sees nothing there."""

    OWN = auto()
    ALL = auto()


Row = dict[Role, Reach]
EVERYONE: Row = dict.fromkeys(Role, Reach.ALL)
# The view itself asks for the token the phone was enrolled with (api/phone.py).
BY_PHONE_TOKEN: Row = EVERYONE
DEMO_ONLY: Row = {}
BY_THE_DESK: Row = {Role.SERVICE_DESK: Reach.ALL}
BY_TELEPHONE: Row = dict.fromkeys((Role.RESPONDER, Role.INSTALLER, Role.SERVICE_DESK), Reach.ALL)
# Where a login lands; one's own day is shown whatever one's work is.
THEIR_OWN: Row = dict.fromkeys(
    (Role.EMPLOYEE, *(Role(role.value) for role in GrantedRole)), Reach.OWN
)

# By route, as the URLconf writes it. In the demo everything in the table is shown to whoever asks.
TABLE: dict[str, Row] = {
    "": DEMO_ONLY,
    "recipient/<uuid:recipient_id>/": DEMO_ONLY,
    "employee/<uuid:employee_id>/": THEIR_OWN,
    "lock/<str:lock_id>/": BY_THE_DESK,
    "phones/": BY_THE_DESK,
    "phones/<uuid:employee_id>/": BY_THE_DESK,
    "phones/<uuid:employee_id>/block/": BY_THE_DESK,
    "phones/<uuid:employee_id>/code/": BY_THE_DESK,
    "ringeliste/": BY_TELEPHONE,
    "ringeliste/<uuid:message_id>/ringt/": BY_TELEPHONE,
    "ringeliste/<uuid:message_id>/brev/": BY_TELEPHONE,
    "outbox/": BY_THE_DESK,
    "employee/<uuid:employee_id>/phone/": THEIR_OWN,
    "gata/": DEMO_ONLY,
    "gata/tilstand/": DEMO_ONLY,
    "gata/<str:lock_id>/": DEMO_ONLY,
    # The app's shell, which is about nobody.
    "telefon/": EVERYONE,
    "telefon/sw.js": EVERYONE,
    "telefon/app.webmanifest": EVERYONE,
    "language/": EVERYONE,
    "logg-inn/": EVERYONE,
    "logg-inn/tilbake/": EVERYONE,
    "logg-ut/": EVERYONE,
    "phone/enrolment-key": BY_PHONE_TOKEN,
    "phone/enrol": BY_PHONE_TOKEN,
    "phone/sync": BY_PHONE_TOKEN,
    "phone/receipts": BY_PHONE_TOKEN,
    "phone/time": BY_PHONE_TOKEN,
    "phone/kin": BY_PHONE_TOKEN,
}


class HoldToTheTable:
    """Middleware: 404 for what the table does not grant, so that nothing tells what exists."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; the check is in process_view, where the route is known."""
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, kwargs: dict[str, Any]
    ) -> None:
        """Raise Http404 unless the table grants this address."""
        row = TABLE.get(request.resolver_match.route) if request.resolver_match else None
        if row is None:
            raise Http404
        if settings.DEMO or row is EVERYONE:
            return
        employee = session.employee(request)
        roles = _roles(employee)
        request.is_desk = Role.SERVICE_DESK in roles  # type: ignore[attr-defined]
        request.calls = bool(roles & BY_TELEPHONE.keys())  # type: ignore[attr-defined]
        reaches = {row.get(role) for role in roles}
        own = employee is not None and kwargs.get("employee_id") == employee
        if Reach.ALL not in reaches and not (Reach.OWN in reaches and own):
            raise Http404


def _roles(employee: UUID | None) -> set[Role]:
    """From the care system and from grants, never from the login's token."""
    if employee is None:
        return {Role.NOBODY}
    granted = {Role(role.value) for role in granted_roles(employee)}
    return granted | ({Role.EMPLOYEE} if works(employee, now=clock.read()) else set())
