"""Boards and landlords, for the service desk, coordinators and installers.

Where somebody with a protected address gets care these pages show nothing, and so no letter about
such a place is made here.
"""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from elaas.access.queries.pages import boards as pages
from elaas.access.queries.pages.boards import LISTED, BoardPage, Contact, Place
from elaas.doors.letters import Door
from elaas.doors.operations import boards as operations
from elaas.doors.operations.condition import note_condition
from elaas.doors.photos import NotAPhoto
from elaas.doors.rules import Deed, Manner, letter_is
from elaas.mounting.queries.endings import entrance_comes_down, entrances_coming_down
from elaas.people.looks import Because, Reason, Seen
from elaas.web import board_forms, board_words, clock, looks, roles, session
from elaas.web.tags import address

LONGEST_SEARCH = 100


@require_safe
def everywhere(request: HttpRequest) -> HttpResponse:
    """What waits for a person, and all buildings, or those of `q`."""
    asked, now = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH], clock.read()
    found = pages.boards(asked, now=now)
    shown = {"boards": found, "words": asked, "listed": LISTED, "now": now}
    shown["coming_down"] = [] if asked else entrances_coming_down()
    return render(request, "boards/list.html", shown)


@require_safe
def place(
    request: HttpRequest, building_id: UUID | None = None, home_id: UUID | None = None
) -> HttpResponse:
    """One building with its board, or one home with its landlord."""
    return shown(request, find(building_id, home_id))


@require_POST
def record(
    request: HttpRequest, building_id: UUID | None = None, home_id: UUID | None = None
) -> HttpResponse:
    """Record the board's or landlord's own name and addresses."""
    found = find(building_id, home_id)
    try:
        contact = board_forms.contact(request.POST)
    except board_forms.Unclear as reason:
        return shown(request, found, error=str(reason))
    by, now = session.employee(request), clock.read()
    operations.record_board(building=building_id, home=home_id, contact=contact, by=by, now=now)
    return back(found.place)


@require_POST
def note(
    request: HttpRequest, building_id: UUID | None = None, home_id: UUID | None = None
) -> HttpResponse:
    """Note an answer by phone or post, or how we go on."""
    found, now = find(building_id, home_id), clock.read()
    contact = on_record(found)
    try:
        said = board_forms.said(request.POST, by=session.employee(request), now=now)
    except board_forms.Unclear as reason:
        return shown(request, found, error=str(reason))
    refused = operations.answer_board(board=contact.board, said=said, now=now)
    if refused is not None:
        return shown(request, found, error=str(board_words.NOT_NOTED[refused]))
    return back(found.place)


@require_POST
def revoke_links(
    request: HttpRequest, building_id: UUID | None = None, home_id: UUID | None = None
) -> HttpResponse:
    """No link made so far works any more."""
    found = find(building_id, home_id)
    by, now = session.employee(request), clock.read()
    operations.revoke_links(board=on_record(found).board, by=by, now=now)
    return back(found.place)


@require_POST
def condition(
    request: HttpRequest, building_id: UUID | None = None, home_id: UUID | None = None
) -> HttpResponse:
    """Note what the door is like."""
    found = find(building_id, home_id)
    by, now = session.employee(request), clock.read()
    try:
        seen = board_forms.condition(request.POST, request.FILES)
        note_condition(building=building_id, home=home_id, seen=seen, by=by, now=now)
    except board_forms.Unclear as reason:
        return shown(request, found, error=str(reason))
    except NotAPhoto:
        told = gettext("The photo cannot be read. Take another one, as JPEG, PNG or WebP.")
        return shown(request, found, error=told)
    return back(found.place)


def find(building_id: UUID | None, home_id: UUID | None) -> BoardPage:
    """The page of that place. Raises Http404 where there is none to show."""
    found = pages.board_page(building=building_id, home=home_id, now=clock.read())
    if found is None:
        raise Http404
    return found


def on_record(found: BoardPage) -> Contact:
    """The board or landlord. Raises Http404 where nobody is on record: there is nothing to do."""
    if found.contact is None:
        raise Http404
    return found.contact


def shown(
    request: HttpRequest, found: BoardPage, *, error: str = "", link: str = "", token: str = ""
) -> HttpResponse:
    """The page; with `error` nothing was noted; a new `link` is shown this once."""
    note_looks(request, found)
    prefix = "homes/<uuid:home_id>/landlord/" if found.place.is_home else _BUILDING
    comes_down = not found.place.is_home and entrance_comes_down(found.place.id)
    context = {
        "page": found,
        "letter_is": letter_is(found.standing.next),
        "informs": settings.BOARDS_ARE == Manner.INFORM,
        "may_keep": roles.grants(request, f"{prefix}note/"),
        "answers": board_words.NOTED_ANSWERS,
        "ways": board_words.WAYS,
        "may_see_photos": roles.grants(request, "photo/<uuid:photo_id>/"),
        "most_photos": board_forms.MOST_PHOTOS,
        "cylinders": board_words.CYLINDERS,
        "filled": _filled(request, found.contact, wrong=bool(error)),
        "error": error,
        "link": link,
        "token": token,
        "comes_down": comes_down,
        "stays": not comes_down and found.mounted and _told_otherwise(found),
        "now": clock.read(),
    }
    return render(request, "boards/place.html", context, status=400 if error else 200)


def note_looks(request: HttpRequest, found: BoardPage) -> None:
    """A home's landlord concerns those who live there; a building's board nobody in particular."""
    if found.place.is_home:
        why = Reason(Because.LANDLORD, found.place.id)
        looks.note(request, [Seen(one.id, why) for one in found.recipients])


def _told_otherwise(found: BoardPage) -> bool:
    """Whether the last they heard is that the lock is taken down."""
    return bool(found.events) and found.events[-1].deed is Deed.COMES_DOWN


_BUILDING = "buildings/<uuid:building_id>/"
_FIELDS = ("name", "email", "post_address", "language")


def _filled(request: HttpRequest, contact: Contact | None, *, wrong: bool) -> dict[str, str]:
    """What stands in the fields: what is on record, or what was filled in and could not be used."""
    known = {field: getattr(contact, field) for field in _FIELDS} if contact else {}
    return {**known, **(request.POST.dict() if wrong else {})}


def back(where: Place) -> HttpResponse:
    """To the place's page."""
    if where.is_home:
        return redirect("landlord", home_id=where.id)
    return redirect("building", building_id=where.id)


def door_of(where: Place) -> Door:
    """The place's door, as letters speak of it."""
    return Door(where=address(where.address), entrance=not where.is_home)
