"""Book a time in three steps: a day, a time, check and confirm. For citizens and for the patrol."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from elaas.access.rules import Period
from elaas.mounting import rules
from elaas.mounting.operations.booking import Answer, Done, NotBooked, book, cancel, is_open, move
from elaas.mounting.queries.calendar import bookable, free_days, zone
from elaas.mounting.queries.cases import Case
from elaas.mounting.rules import Day, DayPart, Slot, Task
from elaas.people.actors import Actor, ActorKind
from elaas.web import booking_words, clock

WEEK = timedelta(days=7)
LOOKED_AHEAD = 4 * WEEK
SUGGESTED = NEAREST = 3
# Of each part of a day so many times are shown at once: those that make good routes.
FIRST_SHOWN = 4
CONFLICT = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """Somebody books for a case. `here`: this page; `done`: the page on which it is confirmed."""

    case: Case
    by: Actor
    here: str
    done: str

    @property
    def minutes(self) -> int:
        """How long it takes."""
        return self.case.wanted.duration // timedelta(minutes=1)

    @property
    def removes(self) -> bool:
        """Whether the lock is to be taken down; else it is to be mounted."""
        return self.case.task is Task.REMOVE

    @property
    def for_another(self) -> bool:
        """Whether it is somebody else's home."""
        return self.by.kind is not ActorKind.RECIPIENT

    @property
    def on_the_phone(self) -> bool:
        """Whether the patrol books for somebody who is on the phone."""
        return self.by.kind is ActorKind.EMPLOYEE


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a day: the times that make good routes, and the others, in the order of time."""

    part: DayPart
    first: Sequence[Slot]
    more: Sequence[Slot]


def page(request: HttpRequest, errand: Errand) -> HttpResponse:
    """Whichever step it is; a POST books or moves."""
    now = clock.read()
    if not errand.on_the_phone and not is_open(settings.BOOKING_OPENS_ON, now=now):
        return _say(request, errand, NotBooked.NOT_OPEN_YET, status=200)
    if request.method == "POST":
        return _book(request, errand, now)
    start, day = _moment(request.GET.get("tid", "")), _date(request.GET.get("dag", ""))
    if start is not None:
        return _check(request, errand, start, now)
    if day is not None:
        return _times(request, errand, day, now)
    return _days(request, errand, _date(request.GET.get("uke", "")), now)


def cancelling(request: HttpRequest, errand: Errand) -> HttpResponse:
    """Ask, then cancel."""
    now = clock.read()
    if request.method == "POST":
        answer = cancel(case=errand.case.id, by=errand.by, now=now)
        if isinstance(answer, Done):
            return redirect(errand.done)
        return _say(request, errand, answer.reason)
    if errand.case.booked is None:
        return _say(request, errand, NotBooked.HAS_NONE, status=200)
    return render(request, "booking/cancel.html", {"errand": errand, "now": now})


def _days(request: HttpRequest, errand: Errand, wanted: date | None, now: datetime) -> HttpResponse:
    limits = bookable(now=now)
    first = _monday(min(max(wanted or limits.first, limits.first), limits.last))
    last = first + (LOOKED_AHEAD if wanted is None else WEEK) - timedelta(days=1)
    days = free_days(errand.case.wanted, first=first, last=last, now=now)
    monday = _monday(next((day.date for day in days if day.slots), first))
    today = now.astimezone(zone()).date()
    week = [day for day in days if max(monday, today) <= day.date < monday + WEEK]
    shown = {
        "errand": errand,
        "week": week,
        "suggested": rules.suggested(days, count=SUGGESTED) if wanted is None else (),
        "before": monday - WEEK if monday > limits.first else None,
        "after": monday + WEEK if monday + WEEK <= limits.last else None,
        "now": now,
    }
    return render(request, "booking/days.html", shown)


def _times(request: HttpRequest, errand: Errand, day: date, now: datetime) -> HttpResponse:
    [free] = free_days(errand.case.wanted, first=day, last=day, now=now)
    shown = {"errand": errand, "day": free, "parts": parts(free), "now": now}
    return render(request, "booking/times.html", shown)


def _check(request: HttpRequest, errand: Errand, start: datetime, now: datetime) -> HttpResponse:
    day = start.astimezone(zone()).date()
    [free] = free_days(errand.case.wanted, first=day, last=day, now=now)
    if not any(slot.start == start for slot in free.slots):
        return _taken(request, errand, start, now)
    end = start + errand.case.wanted.duration
    shown = {"errand": errand, "period": Period(start, end), "day": day, "now": now}
    return render(request, "booking/check.html", shown)


def _book(request: HttpRequest, errand: Errand, now: datetime) -> HttpResponse:
    start = _moment(request.POST.get("tid", ""))
    if start is None:
        return _days(request, errand, None, now)
    act = book if request.POST.get("var", "") == "" else move
    answer: Answer = act(
        case=errand.case.id,
        start=start,
        by=errand.by,
        opens_on=settings.BOOKING_OPENS_ON,
        now=now,
    )
    if isinstance(answer, Done):
        return redirect(errand.done)
    if answer.reason is NotBooked.SLOT_TAKEN:
        return _taken(request, errand, start, now)
    return _say(request, errand, answer.reason)


def _taken(request: HttpRequest, errand: Errand, start: datetime, now: datetime) -> HttpResponse:
    """Say so, keep everything else, and show what is nearest."""
    limits = bookable(now=now)
    day = min(max(start.astimezone(zone()).date(), limits.first), limits.last)
    near = free_days(errand.case.wanted, first=day - WEEK, last=day + WEEK, now=now)
    shown = {
        "errand": errand,
        "taken": start,
        "nearest": rules.nearest(near, start, count=NEAREST),
        "day": day,
        "now": now,
    }
    return render(request, "booking/taken.html", shown, status=CONFLICT)


def _say(
    request: HttpRequest, errand: Errand, reason: NotBooked, *, status: int = CONFLICT
) -> HttpResponse:
    shown = {
        "errand": errand,
        "reason": reason,
        "said": booking_words.NOT_BOOKED[reason],
        "opens_on": settings.BOOKING_OPENS_ON,
        "patrol": settings.PATROL_PHONE,
        "now": clock.read(),
    }
    return render(request, "booking/refused.html", shown, status=status)


def parts(day: Day) -> list[Part]:
    """The day's times by parts of the day; the rule has put those of good routes first."""
    found: dict[DayPart, list[Slot]] = {}
    for slot in day.slots:
        found.setdefault(rules.part(slot.start, zone=zone()), []).append(slot)
    return [
        Part(
            part,
            sorted(found[part][:FIRST_SHOWN], key=lambda slot: slot.start),
            sorted(found[part][FIRST_SHOWN:], key=lambda slot: slot.start),
        )
        for part in DayPart
        if part in found
    ]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _date(text: str) -> date | None:
    try:
        found = parse_date(text)
    except ValueError:
        return None
    # Far from today no date arithmetic fails, and nothing can be booked.
    return found if found and 2000 <= found.year < 2200 else None  # noqa: PLR2004


def _moment(text: str) -> datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    if found is None or timezone.is_naive(found) or _date(found.date().isoformat()) is None:
        return None
    return found
