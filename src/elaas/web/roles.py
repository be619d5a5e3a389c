"""The one table of who may see what, and the check that holds every address to it."""

from collections.abc import Callable
from enum import StrEnum, auto
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from elaas.people.grants import GrantedRole
from elaas.people.queries import ActsFor, acts_for, granted_roles, works
from elaas.people.rights import Right
from elaas.web import citizens, clock, looks, session


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
    # For next of kin: of a recipient who lets them, now (people/rights.py).
    MAY_BOOK = auto()
    MAY_FOLLOW = auto()
    MAY_READ = auto()
    MAY_SEE_THE_LOG = auto()


ANY_OF = {
    Reach.OWN: frozenset(Right),
    Reach.MAY_BOOK: frozenset({Right.BOOK}),
    # Who books, or is texted about it, sees what is booked.
    Reach.MAY_FOLLOW: frozenset({Right.BOOK, Right.FOLLOW, Right.TOLD}),
    # What concerns the case and not only the appointment: parts, photos, damage.
    Reach.MAY_READ: frozenset({Right.FOLLOW}),
    Reach.MAY_SEE_THE_LOG: frozenset({Right.LOG}),
}


Row = dict[Role, Reach]
EVERYONE: Row = dict.fromkeys(Role, Reach.ALL)
# Citizens' pages: whoever is not logged in is sent to ID-porten, and back again.
OF_CITIZENS = "min-side/"
# The view itself asks for the token the phone was enrolled with (api/phone.py).
BY_PHONE_TOKEN: Row = EVERYONE
# The view itself asks for a client's token, and its scopes say what it may (api/fhir/door.py).
BY_CLIENT_TOKEN: Row = EVERYONE
DEMO_ONLY: Row = {}
# The view itself asks for the token in the address (web/board_link.py), in the demo too.
BY_LINK: Row = {Role.BOARD_BY_LINK: Reach.OWN}
BY_THE_DESK: Row = {Role.SERVICE_DESK: Reach.ALL}
BY_THE_FLEET: Row = {Role.SERVICE_DESK: Reach.ALL, Role.INSTALLER: Reach.ALL}
BY_A_COORDINATOR: Row = {Role.COORDINATOR: Reach.ALL}
BY_WHO_CHECKS: Row = dict.fromkeys((Role.COORDINATOR, Role.AUDITOR), Reach.ALL)
BY_TELEPHONE: Row = dict.fromkeys((Role.RESPONDER, Role.INSTALLER, Role.SERVICE_DESK), Reach.ALL)
# Where a login lands; one's own day is shown whatever one's work is.
THEIR_OWN: Row = dict.fromkeys(
    (Role.EMPLOYEE, *(Role(role.value) for role in GrantedRole)), Reach.OWN
)
BY_DESK_AND_COORDINATOR: Row = dict.fromkeys((Role.SERVICE_DESK, Role.COORDINATOR), Reach.ALL)
AND_THE_INSTALLER: Row = {**BY_DESK_AND_COORDINATOR, Role.INSTALLER: Reach.ALL}

CITIZENS_OWN: Row = {Role.RECIPIENT: Reach.OWN, Role.KIN: Reach.OWN}
TO_FOLLOW: Row = {Role.RECIPIENT: Reach.OWN, Role.KIN: Reach.MAY_FOLLOW}
TO_READ: Row = {Role.RECIPIENT: Reach.OWN, Role.KIN: Reach.MAY_READ}
TO_BOOK: Row = {Role.RECIPIENT: Reach.OWN, Role.KIN: Reach.MAY_BOOK}
THE_RECIPIENT_ALONE: Row = {Role.RECIPIENT: Reach.OWN}
BY_THE_PATROL: Row = dict.fromkeys((Role.INSTALLER, Role.RESPONDER), Reach.ALL)

# By route, as the URLconf writes it; whose data each page shows is in web/shows.py.
# In the demo everything in the table is shown to whoever asks.
TABLE: dict[str, Row] = {
    # The demo's chooser; elsewhere it only leads to the public pages (web/public.py).
    "": EVERYONE,
    "om/": EVERYONE,
    "om/montering/": EVERYONE,
    "om/personvern/": EVERYONE,
    "om/styret/": EVERYONE,
    "om/sporsmal/": EVERYONE,
    "om/tilgjengelighet/": EVERYONE,
    "log/": EVERYONE,
    "recipient/<uuid:recipient_id>/": {
        Role.RECIPIENT: Reach.OWN,
        Role.KIN: Reach.MAY_SEE_THE_LOG,
    },
    "recipient/<uuid:recipient_id>/sett/": {
        Role.RECIPIENT: Reach.OWN,
        Role.KIN: Reach.MAY_SEE_THE_LOG,
    },
    "recipient/<uuid:recipient_id>/spor/<str:about>/": {
        Role.RECIPIENT: Reach.OWN,
        Role.KIN: Reach.MAY_SEE_THE_LOG,
    },
    "recipient/<uuid:recipient_id>/bevis/<str:use>/": {
        Role.RECIPIENT: Reach.OWN,
        Role.KIN: Reach.MAY_SEE_THE_LOG,
    },
    "employee/<uuid:employee_id>/": THEIR_OWN,
    "employee/<uuid:employee_id>/sett/": THEIR_OWN,
    "lock/<str:lock_id>/": BY_THE_FLEET,
    "lock/<str:lock_id>/key/": BY_THE_FLEET,
    "lock/<str:lock_id>/class/": BY_THE_FLEET,
    "lock/<str:lock_id>/stolen/": BY_TELEPHONE,
    "patrol/fortalt/": AND_THE_INSTALLER,
    "patrol/fortalt/<uuid:report_id>/": AND_THE_INSTALLER,
    "patrol/service/": BY_TELEPHONE,
    "patrol/service/<uuid:order_id>/": BY_TELEPHONE,
    "patrol/service/<uuid:order_id>/take/": BY_TELEPHONE,
    "patrol/service/<uuid:order_id>/done/": BY_TELEPHONE,
    "patrol/feil/": BY_TELEPHONE,
    "patrol/feil/<str:lock_id>/": BY_TELEPHONE,
    "min-side/dor/<uuid:recipient_id>/": TO_FOLLOW,
    "lock/<str:lock_id>/parts/": BY_THE_FLEET,
    "lock/<str:lock_id>/parts/<uuid:part_id>/": BY_THE_FLEET,
    "lock/<str:lock_id>/parts/back/": BY_THE_FLEET,
    "photo/<uuid:photo_id>/": AND_THE_INSTALLER,
    "phones/": BY_THE_DESK,
    "phones/<uuid:employee_id>/": BY_THE_DESK,
    "phones/<uuid:employee_id>/block/": BY_THE_DESK,
    "phones/<uuid:employee_id>/role/": BY_THE_DESK,
    "phones/<uuid:employee_id>/code/": BY_THE_DESK,
    "ringeliste/": BY_TELEPHONE,
    "ringeliste/<uuid:message_id>/ringt/": BY_TELEPHONE,
    "ringeliste/<uuid:message_id>/brev/": BY_TELEPHONE,
    "outbox/": BY_THE_DESK,
    "papir/": BY_THE_DESK,
    "papir/<uuid:recipient_id>/": BY_THE_DESK,
    "papir/<uuid:recipient_id>/sporsmal/": BY_THE_DESK,
    "papir/svar/<uuid:question_id>/": BY_DESK_AND_COORDINATOR,
    "employee/<uuid:employee_id>/phone/": THEIR_OWN,
    "buildings/": AND_THE_INSTALLER,
    "buildings/<uuid:building_id>/": AND_THE_INSTALLER,
    "buildings/<uuid:building_id>/condition/": AND_THE_INSTALLER,
    "buildings/<uuid:building_id>/board/": BY_DESK_AND_COORDINATOR,
    "buildings/<uuid:building_id>/tell/": BY_DESK_AND_COORDINATOR,
    "buildings/<uuid:building_id>/letter/": BY_DESK_AND_COORDINATOR,
    "buildings/<uuid:building_id>/nedtaking/": BY_DESK_AND_COORDINATOR,
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
    "coordinator/sporsmal/<uuid:question_id>/": BY_A_COORDINATOR,
    "coordinator/ansatt/": BY_WHO_CHECKS,
    "coordinator/ansatt/<uuid:employee_id>/": BY_WHO_CHECKS,
    "funn/": BY_WHO_CHECKS,
    "funn/<uuid:finding_id>/": BY_WHO_CHECKS,
    "funn/<uuid:finding_id>/svar/": BY_WHO_CHECKS,
    "coordinator/recipient/<uuid:recipient_id>/": BY_A_COORDINATOR,
    "coordinator/recipient/<uuid:recipient_id>/situation/": BY_A_COORDINATOR,
    "coordinator/recipient/<uuid:recipient_id>/review/": BY_A_COORDINATOR,
    "coordinator/recipient/<uuid:recipient_id>/decision.pdf": BY_A_COORDINATOR,
    "coordinator/recipient/<uuid:recipient_id>/alt/": BY_DESK_AND_COORDINATOR,
    "skader/": BY_DESK_AND_COORDINATOR,
    "skader/<uuid:damage_id>/": BY_DESK_AND_COORDINATOR,
    "skader/<uuid:damage_id>/avgjor/": BY_A_COORDINATOR,
    "skader/<uuid:damage_id>/klage/": BY_DESK_AND_COORDINATOR,
    "skader/<uuid:damage_id>/brev.pdf": BY_DESK_AND_COORDINATOR,
    "skader/<uuid:damage_id>/bilde/<uuid:photo_id>/": BY_DESK_AND_COORDINATOR,
    "skader/meld/<uuid:recipient_id>/": BY_DESK_AND_COORDINATOR,
    "lock/<str:lock_id>/skade/": BY_THE_FLEET,
    "employee/<uuid:employee_id>/skade/": THEIR_OWN,
    "rollout/": BY_DESK_AND_COORDINATOR,
    "rollout/codes.csv": BY_DESK_AND_COORDINATOR,
    "rollout/weeks.csv": BY_DESK_AND_COORDINATOR,
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
    "min-side/logg-inn/": EVERYONE,
    "min-side/logg-inn/tilbake/": EVERYONE,
    "min-side/logg-ut/": EVERYONE,
    "min-side/": CITIZENS_OWN,
    "min-side/time/": TO_BOOK,
    "min-side/time/<uuid:recipient_id>/": TO_BOOK,
    "min-side/avtale/<uuid:recipient_id>/": TO_FOLLOW,
    "min-side/avtale/<uuid:recipient_id>/elaas.ics": TO_FOLLOW,
    "min-side/avtale/<uuid:recipient_id>/avbestill/": TO_BOOK,
    "min-side/alt/<uuid:recipient_id>/": THE_RECIPIENT_ALONE,
    "min-side/vedtak/<uuid:recipient_id>/": THE_RECIPIENT_ALONE,
    "min-side/skade/<uuid:recipient_id>/": TO_READ,
    "min-side/skade/<uuid:recipient_id>/<uuid:damage_id>/": TO_READ,
    "min-side/skade/<uuid:recipient_id>/<uuid:damage_id>/brev.pdf": TO_READ,
    "min-side/bilde/<uuid:recipient_id>/<uuid:photo_id>/": TO_READ,
    "min-side/nedtaking/<uuid:recipient_id>/": TO_BOOK,
    "min-side/nedtaking/<uuid:recipient_id>/avtale/": TO_FOLLOW,
    "min-side/nedtaking/<uuid:recipient_id>/elaas.ics": TO_FOLLOW,
    "min-side/nedtaking/<uuid:recipient_id>/avbestill/": TO_BOOK,
    "min-side/nedtaking/<uuid:recipient_id>/bekreft/": TO_BOOK,
    "min-side/tilgang/": THE_RECIPIENT_ALONE,
    "min-side/tilgang/<uuid:recipient_id>/": THE_RECIPIENT_ALONE,
    "coordinator/recipient/<uuid:recipient_id>/mounting/": BY_A_COORDINATOR,
    "coordinator/recipient/<uuid:recipient_id>/mounting/end/": BY_A_COORDINATOR,
    "coordinator/recipient/<uuid:recipient_id>/removal/": BY_A_COORDINATOR,
    "coordinator/recipient/<uuid:recipient_id>/removal/keep/": BY_A_COORDINATOR,
    "patrol/nedtaking/<uuid:case_id>/": BY_THE_PATROL,
    "patrol/nedtaking/<uuid:case_id>/bilde/": BY_THE_PATROL,
    "patrol/nedtaking/<uuid:case_id>/ingen/": BY_THE_PATROL,
    "patrol/nedtaking/<uuid:case_id>/ferdig/": BY_THE_PATROL,
    "patrol/nedtaking/<uuid:case_id>/avskriv/": BY_THE_PATROL,
    "patrol/booking/": BY_THE_PATROL,
    "patrol/booking/<uuid:case_id>/": BY_THE_PATROL,
    "patrol/booking/<uuid:case_id>/avbestill/": BY_THE_PATROL,
    "lag/": BY_TELEPHONE,
    "lag/kalender/": BY_THE_DESK,
    "lag/<uuid:crew_id>/": BY_TELEPHONE,
    "lag/<uuid:crew_id>/bil/": BY_TELEPHONE,
    "lag/<uuid:crew_id>/bil/inn/": BY_TELEPHONE,
    "lag/<uuid:crew_id>/bil/ut/": BY_TELEPHONE,
    "lag/<uuid:crew_id>/kalender/": BY_THE_DESK,
    "lag/<uuid:crew_id>/medlemmer/": BY_THE_DESK,
    "lag/<uuid:crew_id>/slutt/": BY_THE_DESK,
    "lag/stengt/": BY_THE_DESK,
    "lag/stengt/<int:closure_id>/": BY_THE_DESK,
    "lager/": BY_THE_DESK,
    "lager/enheter.csv": BY_THE_DESK,
    "lager/kostnader.csv": BY_THE_DESK,
    "lager/kostnader-per-enhet.csv": BY_THE_DESK,
    "lager/<str:lock_id>/": BY_THE_DESK,
    "ordre/": BY_TELEPHONE,
    "ordre/<uuid:order_id>/": BY_TELEPHONE,
    "ordre/<uuid:order_id>/gi/": BY_TELEPHONE,
    "parorende/<uuid:recipient_id>/": {**BY_THE_PATROL, Role.COORDINATOR: Reach.ALL},
    "log/checkpoint": EVERYONE,
    "log/key": EVERYONE,
    "log/tile/<path:name>": EVERYONE,
    "fhir/token": EVERYONE,
    "fhir/R4": BY_CLIENT_TOKEN,
    "fhir/R4/": BY_CLIENT_TOKEN,
    "fhir/R4/metadata": EVERYONE,
    "fhir/R4/.well-known/smart-configuration": EVERYONE,
    "fhir/R4/<str:kind>": BY_CLIENT_TOKEN,
    "fhir/R4/<str:kind>/<str:identity>": BY_CLIENT_TOKEN,
    "phone/enrolment-key": BY_PHONE_TOKEN,
    "phone/enrol": BY_PHONE_TOKEN,
    "phone/sync": BY_PHONE_TOKEN,
    "phone/receipts": BY_PHONE_TOKEN,
    "phone/visit": BY_PHONE_TOKEN,
    "phone/time": BY_PHONE_TOKEN,
    "phone/claim-secret": BY_PHONE_TOKEN,
    "phone/kin": BY_PHONE_TOKEN,
}


class HoldToTheTable:
    """Middleware: 404 for what the table does not grant, so that nothing tells what exists."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; the check is in process_view, where the route is known.

        What shows people's data and has not noted who looks is not shown.
        """
        response = self._get_response(request)
        looks.hold(request, response)
        return response

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Raise Http404 unless the table grants this address; citizens' pages lead to the login."""
        route = request.resolver_match.route if request.resolver_match else ""
        row = TABLE.get(route)
        if row is None:
            raise Http404
        if row is EVERYONE or row is BY_LINK:
            return None
        theirs = route.startswith(OF_CITIZENS)
        if theirs and citizens.national_id(request) is None:
            there = urlencode({"next": request.path})
            return redirect(f"{reverse('citizen-login')}?{there}")
        request.acting = _acting(request, row, kwargs)  # type: ignore[attr-defined]
        # In the demo, too, one books as somebody.
        shown = settings.DEMO and not theirs
        if shown or citizens.all_acting(request) or _employee_sees(request, row, kwargs):
            return None
        raise Http404


def _employee_sees(request: HttpRequest, row: Row, kwargs: dict[str, Any]) -> bool:
    employee = session.employee(request)
    roles = _roles(employee)
    request.roles = roles  # type: ignore[attr-defined]
    request.is_desk = Role.SERVICE_DESK in roles  # type: ignore[attr-defined]
    request.is_coordinator = Role.COORDINATOR in roles  # type: ignore[attr-defined]
    reaches = {row.get(role) for role in roles}
    own = employee is not None and kwargs.get("employee_id") == employee
    return Reach.ALL in reaches or (Reach.OWN in reaches and own)


def _acting(request: HttpRequest, row: Row, kwargs: dict[str, Any]) -> list[ActsFor]:
    """For whom a citizen may act here: of those the address is about, whom their role reaches."""
    national_id = citizens.national_id(request)
    if national_id is None or not {Role.RECIPIENT, Role.KIN} & row.keys():
        return []
    about = kwargs.get("recipient_id")
    return [
        one
        for one in acts_for(national_id)
        if about in (None, one.recipient) and _reaches(row, one)
    ]


def _reaches(row: Row, one: ActsFor) -> bool:
    reach = row.get(Role.RECIPIENT if one.kin is None else Role.KIN)
    return bool(one.rights & ANY_OF.get(reach, frozenset())) if reach else False


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
