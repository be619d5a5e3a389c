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
# The view itself asks for the token in the address (web/board_link.py), in the demo too.
BY_LINK: Row = {Role.BOARD_BY_LINK: Reach.OWN}
BY_THE_DESK: Row = {Role.SERVICE_DESK: Reach.ALL}
BY_THE_FLEET: Row = {Role.SERVICE_DESK: Reach.ALL, Role.INSTALLER: Reach.ALL}
BY_A_COORDINATOR: Row = {Role.COORDINATOR: Reach.ALL}
# Where a login lands; one's own day is shown whatever one's work is.
THEIR_OWN: Row = dict.fromkeys(
    (Role.EMPLOYEE, *(Role(role.value) for role in GrantedRole)), Reach.OWN
)
BY_DESK_AND_COORDINATOR: Row = dict.fromkeys((Role.SERVICE_DESK, Role.COORDINATOR), Reach.ALL)
AND_THE_INSTALLER: Row = {**BY_DESK_AND_COORDINATOR, Role.INSTALLER: Reach.ALL}

# By route, as the URLconf writes it. In the demo everything in the table is shown to whoever asks.
TABLE: dict[str, Row] = {
    # The demo's chooser; elsewhere it only leads to the public pages (web/public.py).
    "": EVERYONE,
    "om/": EVERYONE,
    "om/montering/": EVERYONE,
    "om/personvern/": EVERYONE,
    "om/styret/": EVERYONE,
    "om/sporsmal/": EVERYONE,
    "om/tilgjengelighet/": EVERYONE,
    "recipient/<uuid:recipient_id>/": DEMO_ONLY,
    "employee/<uuid:employee_id>/": THEIR_OWN,
    "lock/<str:lock_id>/": BY_THE_FLEET,
    "lock/<str:lock_id>/key/": BY_THE_FLEET,
    "lock/<str:lock_id>/parts/": BY_THE_FLEET,
    "lock/<str:lock_id>/parts/<uuid:part_id>/": BY_THE_FLEET,
    "lock/<str:lock_id>/parts/back/": BY_THE_FLEET,
    "photo/<uuid:photo_id>/": BY_THE_FLEET,
    "phones/": BY_THE_DESK,
    "phones/<uuid:employee_id>/": BY_THE_DESK,
    "phones/<uuid:employee_id>/block/": BY_THE_DESK,
    "phones/<uuid:employee_id>/role/": BY_THE_DESK,
    "phones/<uuid:employee_id>/code/": BY_THE_DESK,
    "employee/<uuid:employee_id>/phone/": THEIR_OWN,
    "buildings/": AND_THE_INSTALLER,
    "buildings/<uuid:building_id>/": AND_THE_INSTALLER,
    "buildings/<uuid:building_id>/condition/": AND_THE_INSTALLER,
    "buildings/<uuid:building_id>/board/": BY_DESK_AND_COORDINATOR,
    "buildings/<uuid:building_id>/tell/": BY_DESK_AND_COORDINATOR,
    "buildings/<uuid:building_id>/letter/": BY_DESK_AND_COORDINATOR,
    "buildings/<uuid:building_id>/note/": BY_DESK_AND_COORDINATOR,
    "buildings/<uuid:building_id>/links/": BY_DESK_AND_COORDINATOR,
    "homes/<uuid:home_id>/landlord/": AND_THE_INSTALLER,
    "homes/<uuid:home_id>/landlord/condition/": AND_THE_INSTALLER,
    "homes/<uuid:home_id>/landlord/board/": BY_DESK_AND_COORDINATOR,
    "homes/<uuid:home_id>/landlord/tell/": BY_DESK_AND_COORDINATOR,
    "homes/<uuid:home_id>/landlord/letter/": BY_DESK_AND_COORDINATOR,
    "homes/<uuid:home_id>/landlord/note/": BY_DESK_AND_COORDINATOR,
    "homes/<uuid:home_id>/landlord/links/": BY_DESK_AND_COORDINATOR,
    "homes/<uuid:home_id>/landlord/own/": BY_DESK_AND_COORDINATOR,
    "styret/<str:token>/": BY_LINK,
    "coordinator/": BY_A_COORDINATOR,
    "coordinator/recipient/<uuid:recipient_id>/": BY_A_COORDINATOR,
    "coordinator/recipient/<uuid:recipient_id>/situation/": BY_A_COORDINATOR,
    "coordinator/recipient/<uuid:recipient_id>/review/": BY_A_COORDINATOR,
    "coordinator/recipient/<uuid:recipient_id>/decision.pdf": BY_A_COORDINATOR,
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
        if settings.DEMO or row is EVERYONE or row is BY_LINK:
            return
        employee = session.employee(request)
        roles = _roles(employee)
        request.roles = roles  # type: ignore[attr-defined]
        request.is_desk = Role.SERVICE_DESK in roles  # type: ignore[attr-defined]
        request.is_coordinator = Role.COORDINATOR in roles  # type: ignore[attr-defined]
        reaches = {row.get(role) for role in roles}
        own = employee is not None and kwargs.get("employee_id") == employee
        if Reach.ALL not in reaches and not (Reach.OWN in reaches and own):
            raise Http404


def grants(request: HttpRequest, route: str) -> bool:
    """Whether the table grants `route` to whoever asks for this page, whoever it is about."""
    granted = {role for role, reach in TABLE[route].items() if reach is Reach.ALL}
    return settings.DEMO or bool(granted & getattr(request, "roles", set()))


def _roles(employee: UUID | None) -> set[Role]:
    """From the care system and from grants, never from the login's token."""
    if employee is None:
        return {Role.NOBODY}
    granted = {Role(role.value) for role in granted_roles(employee)}
    return granted | ({Role.EMPLOYEE} if works(employee, now=clock.read()) else set())
