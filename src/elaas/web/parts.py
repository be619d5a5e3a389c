"""The parts of the old lock: the installer packs them, and puts them back."""

import re
from decimal import Decimal
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from elaas.access.queries.pages.bag import KeptBag, bag_of, photo
from elaas.access.queries.pages.lock import lock_page
from elaas.doors.operations.parts import (
    BagIsThere,
    NoCost,
    Packed,
    Packing,
    Paid,
    PartsMissing,
    empty_bag,
    note_part,
    pack_bag,
)
from elaas.doors.photos import MEDIA_TYPE, NotAPhoto
from elaas.doors.rules import PAID_FOR, PartEvent
from elaas.web import clock, looks, session, words

ROWS = range(1, 7)  # kinds of parts that fit the form
MOST = 99  # of one kind
LONGEST_LABEL, LONGEST_PLACE, LONGEST_NAME = 20, 200, 60
LONGEST_SUPPLIER, LONGEST_COST = 100, 12
COST = re.compile(r"[0-9]{1,6}(\.[0-9]{1,2})?")  # in kroner


@require_http_methods(["GET", "HEAD", "POST"])
def bag(request: HttpRequest, lock_id: str) -> HttpResponse:
    """The bag that belongs to this lock, or the form by which one is packed."""
    if request.method != "POST":
        return _page(request, lock_id)
    packing = _packing(request)
    if packing is None:
        return _page(request, lock_id, wrong="incomplete", status=400)
    _lock(lock_id)
    try:
        by = session.employee(request)
        pack_bag(lock_id=lock_id, packing=packing, by=by, now=clock.read())
    except NotAPhoto:
        return _page(request, lock_id, wrong="photo", status=400)
    except BagIsThere:
        return _page(request, lock_id, wrong="there", status=409)
    return redirect("bag", lock_id)


@require_POST
def note(request: HttpRequest, lock_id: str, part_id: UUID) -> HttpResponse:
    """What became of one part."""
    event = request.POST.get("event", "")
    if event not in set(PartEvent) or part_id not in {part.id for part in _bag(lock_id).parts}:
        raise Http404
    by, paid = session.employee(request), _paid(request)
    try:
        note_part(part=part_id, event=PartEvent(event), by=by, paid=paid, now=clock.read())
    except NoCost:
        return _page(request, lock_id, wrong="cost", status=400)
    return redirect("bag", lock_id)


@require_POST
def put_back(request: HttpRequest, lock_id: str) -> HttpResponse:
    """The parts are back in the door."""
    try:
        empty_bag(bag=_bag(lock_id).id, by=session.employee(request), now=clock.read())
    except PartsMissing:
        return _page(request, lock_id, wrong="missing", status=409)
    return redirect("bag", lock_id)


@require_safe
@cache_control(private=True, max_age=3600)
def picture(_request: HttpRequest, photo_id: UUID) -> HttpResponse:
    """A photo."""
    content = photo(photo_id)
    if content is None:
        raise Http404
    return HttpResponse(content, content_type=MEDIA_TYPE)


def _page(
    request: HttpRequest, lock_id: str, *, wrong: str = "", status: int = 200
) -> HttpResponse:
    lock = _lock(lock_id)
    looks.at_door(request, lock_id)
    shown = {
        "lock": lock,
        "bag": bag_of(lock_id),
        "rows": ROWS,
        "news": {one: said for one, said in words.PART_EVENTS.items() if one not in PAID_FOR},
        "paid_for": {one: said for one, said in words.PART_EVENTS.items() if one in PAID_FOR},
        "given": request.POST,
        "wrong": wrong,
        "now": clock.read(),
    }
    return render(request, "installer/bag.html", shown, status=status)


def _lock(lock_id: str) -> object:
    found = lock_page(lock_id, now=clock.read()) if lock_id.isprintable() else None
    if found is None:
        raise Http404
    return found.lock


def _bag(lock_id: str) -> KeptBag:
    _lock(lock_id)
    found = bag_of(lock_id)
    if found is None:
        raise Http404
    return found


def _packing(request: HttpRequest) -> Packing | None:
    """What the form says; None where something is missing or cannot be."""
    label = _said(request, "label", LONGEST_LABEL)
    place = _said(request, "place", LONGEST_PLACE)
    parts = [
        Packed(name, int(count))
        for row in ROWS
        if (name := _said(request, f"name-{row}", LONGEST_NAME))
        and (count := _said(request, f"count-{row}", 2)).isdecimal()
        and 0 < int(count) <= MOST
    ]
    named = sum(bool(_said(request, f"name-{row}", LONGEST_NAME)) for row in ROWS)
    taken = request.FILES.get("photo")
    if not label or not place or not parts or len(parts) < named or taken is None:
        return None
    return Packing(label=label, place=place, parts=parts, photo=taken.read())


def _paid(request: HttpRequest) -> Paid | None:
    """What was paid to whom; None where that was not said, or cannot be."""
    supplier = _said(request, "supplier", LONGEST_SUPPLIER)
    told = _said(request, "cost", LONGEST_COST).replace(",", ".").replace(" ", "")
    if not supplier or not COST.fullmatch(told):
        return None
    return Paid(Decimal(told), supplier)


def _said(request: HttpRequest, name: str, longest: int) -> str:
    return request.POST.get(name, "").replace("\0", "").strip()[:longest]
