"""The two letters: the municipality's, which names nobody, and the recipient's own."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from elaas.access.queries.pages.boards import BoardPage
from elaas.doors import letters
from elaas.doors.letters import Addressee
from elaas.doors.operations import boards as operations
from elaas.doors.queries import board_by_link, letter_facts
from elaas.doors.rules import Deed, Manner
from elaas.mounting.queries.endings import entrance_comes_down
from elaas.notices.letter import Letter, pdf
from elaas.web import boards, clock, session, words
from elaas.web.under_way import address


@never_cache
@require_POST
def tell(
    request: HttpRequest, building_id: UUID | None = None, home_id: UUID | None = None
) -> HttpResponse:
    """Make a link, and note that they are told, asked or reminded; the link is shown this once."""
    contact = boards.on_record(boards.find(building_id, home_id))
    by, now = session.employee(request), clock.read()
    called = operations.call_board(board=contact.board, by=by, now=now)
    return boards.shown(
        request,
        boards.find(building_id, home_id),
        link=address(request, reverse("board-link", args=[called.token])),
        token=called.token,
    )


@never_cache
@require_POST
def letter(
    request: HttpRequest, building_id: UUID | None = None, home_id: UUID | None = None
) -> HttpResponse:
    """The municipality's letter with the link that was just made, as PDF."""
    found = boards.find(building_id, home_id)
    contact, now = boards.on_record(found), clock.read()
    token = request.POST.get("token", "")
    link = board_by_link(operations.hash_of(token), now=now)
    if link is None or link.board_id != contact.board:
        return boards.shown(request, found, error=gettext("Make a new link for the letter first."))
    deeds = [event.deed for event in found.events]
    addressee, door = letter_facts(contact.board)
    made = letters.to_board(
        addressee,
        door=door,
        link=address(request, reverse("board-link", args=[token])),
        asks=settings.BOARDS_ARE == Manner.ASK or Deed.ASKED in deeds,
        again=bool(deeds) and deeds[-1] is Deed.REMINDED,
        now=now,
    )
    return _download(made, now=now)


@never_cache
@require_POST
def coming_down(request: HttpRequest, building_id: UUID) -> HttpResponse:
    """The letter that tells a board that the entrance's lock comes down; 404 unless it does."""
    contact, now = boards.on_record(boards.find(building_id, None)), clock.read()
    if not entrance_comes_down(building_id):
        raise Http404
    operations.note_coming_down(board=contact.board, by=session.employee(request), now=now)
    addressee, door = letter_facts(contact.board)
    return _download(letters.taken_down(addressee, door=door, now=now), now=now)


@never_cache
@require_POST
def own(request: HttpRequest, home_id: UUID) -> HttpResponse:
    """The letter a recipient may sign, to the building's board or the landlord, as PDF.

    Only if they have chosen to be named; that this was said is in the ledger, with whom.
    """
    found, now = boards.find(None, home_id), clock.read()
    who = next((one for one in found.recipients if str(one.id) == request.POST.get("who")), None)
    if who is None or "named" not in request.POST:
        told = gettext("Say who signs, and that they have chosen to be named.")
        return boards.shown(request, found, error=told)
    boards.note_looks(request, found)
    entrance = request.POST.get("to") == "board"
    by = session.employee(request)
    operations.note_own_letter(recipient=who.id, home=home_id, by=by, now=now)
    made = letters.from_recipient(
        _addressee(found, entrance=entrance),
        name=words.full_name(who),
        door=letters.Door(where=boards.door_of(found.place).where, entrance=entrance),
        now=now,
    )
    return _download(made, now=now)


def _addressee(found: BoardPage, *, entrance: bool) -> Addressee:
    """Who is on record, else whom it is meant for; it is handed over, not sent."""
    language = get_language() or settings.LANGUAGE_CODE
    if not entrance and found.contact:
        return letter_facts(found.contact.board)[0]
    to = gettext("To the board") if entrance else gettext("To the landlord")
    return Addressee(lines=(to,), language=language)


def _download(made: Letter, *, now: datetime) -> HttpResponse:
    headers = {"Content-Disposition": 'inline; filename="elaas.pdf"'}
    return HttpResponse(pdf(made, now=now), content_type="application/pdf", headers=headers)
