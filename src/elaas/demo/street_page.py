"""The street as one sees it: its doors, their bolts, and what a person can do there.

The locks run in another process. What is done at a door reaches its lock through the door's files
(lock/surroundings.py), as `elaas lock knock` and its fellows do.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from elaas.demo.town import BUILDINGS, CREW_NOW, DOORS, HOMES, SPARES, VAN, Door
from elaas.lock.folder import show
from elaas.lock.identity import NoSuchLock
from elaas.lock.surroundings import Bolt, Surroundings
from elaas.protocol.receipt import Outcome
from elaas.web import clock, when
from elaas.web.words import OUTCOMES

_BOLTS = {
    Bolt.OPEN: gettext_lazy("Unlocked"),
    Bolt.LOCKED: gettext_lazy("Locked"),
    Bolt.UNKNOWN: gettext_lazy("The bolt is stuck half way"),
}
_DEEDS = {
    "open": gettext_lazy("open"),
    "lock": gettext_lazy("lock"),
    "claim": gettext_lazy("put into use"),
    "release": gettext_lazy("take out of use"),
}
ENTRIES = 5  # receipts shown
LOW_BATTERY = 4  # per cent: too low to move the bolt
SLOW_CLOCK = -300  # seconds

# What a person can do at a door, by the words of the buttons' forms.
_ACTS: dict[str, Callable[[Surroundings], None]] = {
    "knock": lambda door: door.knock(),
    "key-open": lambda door: door.turn_key(Bolt.OPEN),
    "key-lock": lambda door: door.turn_key(Bolt.LOCKED),
    "jam": lambda door: door.order_jam(),
    "battery-low": lambda door: door.set_battery(LOW_BATTERY),
    "battery-new": lambda door: door.set_battery(100),
    "clock-slow": lambda door: door.order_clock_shift(SLOW_CLOCK),
    "power-cut": lambda door: door.order_power_cut(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A lock as it sees itself, in words."""

    lock_id: str
    label: str
    address: str
    bolt: str  # "open", "locked" or "unknown"
    said: str  # where the bolt is
    awake: str
    battery: str
    clock: str
    journal: str
    entries: list[str]  # the newest receipts, the newest first


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Every door."""
    return render(request, "street/page.html", {"states": _states(), "now": clock.read()})


@require_safe
def states(_request: HttpRequest) -> HttpResponse:
    """Every door, for the page to follow."""
    fields = State.__slots__
    found = [{name: getattr(state, name) for name in fields} for state in _states()]
    return JsonResponse({"states": found}, headers={"Cache-Control": "no-store"})


@require_POST
def act(request: HttpRequest, lock_id: str) -> HttpResponse:
    """Do something at one door."""
    if lock_id not in {door.lock_id for door in (*DOORS, *SPARES)}:
        raise Http404
    done = _ACTS.get(request.POST.get("do", ""))
    if done is None:
        return HttpResponseBadRequest(f"«do» must be one of {', '.join(_ACTS)}.")
    done(Surroundings(settings.DATA / "locks" / lock_id))
    return redirect(f"/gata/#{lock_id}")


def _states() -> list[State]:
    found = []
    for door in (*DOORS, *SPARES):
        try:
            found.append(_state(door))
        except NoSuchLock:
            continue  # the demo makes them when it starts
    return found


def _state(door: Door) -> State:
    seen = show(settings.DATA / "locks" / door.lock_id)
    bolt = Bolt(seen["bolt"])
    return State(
        lock_id=door.lock_id,
        label=door.label,
        address=_address(door),
        bolt=str(bolt),
        said=str(_BOLTS[bolt]),
        awake=_("Awake") if seen["awake"] else _("Asleep"),
        battery=_("Battery {percent} %").format(percent=seen["battery"]),
        clock=_clock(seen["clock"]),
        journal=_("Receipts: {written} written, {known} with the server").format(
            written=seen["seq"], known=seen["acknowledged"]
        ),
        entries=[_entry(one) for one in reversed(seen["journal"][-ENTRIES:])],
    )


def _entry(told: dict[str, Any]) -> str:
    """A receipt as the lock has it: it knows the credential's number, and nobody's name."""
    outcome = Outcome[told["outcome"].upper()]
    what = _DEEDS.get(told["operation"], told["operation"])
    why = "" if outcome is Outcome.DONE else f" {OUTCOMES[outcome]}"
    return f"{told['seq']}: {when.clock(_moment(told['time']))} {what}.{why}"


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC)


def _address(door: Door) -> str:
    if door.place == VAN:
        return _("In the van of {crew}").format(crew=CREW_NOW)
    if door.place in BUILDINGS:
        return _("{address}, the common entrance").format(address=BUILDINGS[door.place][0])
    street, dwelling, _postal_code = HOMES[door.place]
    return f"{street} {dwelling}".strip()


def _clock(reading: dict[str, int | None] | None) -> str:
    if reading is None:
        return _("The clock is lost")
    shown = when.clock(_moment(reading["time"] or 0))
    if reading["uncertainty"] is None:
        return _("The clock shows {time}").format(time=shown)
    return _("The clock shows {time}, give or take {seconds} s").format(
        time=shown, seconds=reading["uncertainty"]
    )
