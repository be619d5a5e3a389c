"""The service desk's page of one unit: its life, and what is done with it off the doors."""

from decimal import Decimal

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from elaas.damage import costs
from elaas.mounting.operations.unit_life import (
    NoReason,
    NotAtRepair,
    NotOnTheShelf,
    back_from_repair,
    scrap,
    send_to_repair,
)
from elaas.mounting.queries.costs import prices
from elaas.mounting.queries.unit_life import life
from elaas.mounting.stock import Happened
from elaas.web import clock, cost_words, session
from elaas.web.parts import COST
from elaas.web.stock import STATES

LONGEST_REASON = 500
HAPPENED = {
    Happened.RECEIVED: _("Received"),
    Happened.LOADED: _("Put into a van"),
    Happened.UNLOADED: _("Taken out of the van"),
    Happened.MOUNTED: _("Mounted on a door"),
    Happened.TAKEN_DOWN: _("Taken down"),
    Happened.STOLEN: _("Stolen"),
    Happened.FOUND: _("Found again"),
    Happened.WRITTEN_OFF: _("Written off"),
    Happened.TO_REPAIR: _("Sent to repair"),
    Happened.BACK: _("Back from repair"),
    Happened.SCRAPPED: _("Scrapped"),
}
_ACTS = {"repair": send_to_repair, "scrap": scrap}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def page(request: HttpRequest, lock_id: str) -> HttpResponse:
    """What happened to the unit; send it to repair, take it back, or scrap it."""
    error = ""
    if not lock_id.isprintable() or life(lock_id) is None:
        raise Http404
    if request.method == "POST":
        error = _done(request, lock_id)
        if not error:
            return redirect("stock-unit", lock_id)
    found = life(lock_id)
    if found is None:
        raise Http404
    shown = {
        "page": found,
        "state": STATES[found.unit.state],
        "happened": [(one, HAPPENED[one.what]) for one in found.happened],
        "costs": cost_words.Table.of(costs.of_unit(lock_id, now=clock.read())),
        "prices": cost_words.prices(prices()),
        "longest": LONGEST_REASON,
        "filled": request.POST,
        "error": error,
        "now": clock.read(),
    }
    return render(request, "fleet/stock_unit.html", shown, status=400 if error else 200)


def _done(request: HttpRequest, lock_id: str) -> str:
    """Do what was asked for; answers why that cannot be, empty when it is done."""
    told, because = request.POST.get("act", ""), request.POST.get("because", "")
    if told not in {*_ACTS, "back"} or len(because) > LONGEST_REASON or not because.isprintable():
        return gettext("Write a few words about why, on one line.")
    cost = request.POST.get("cost", "").strip().replace(",", ".").replace(" ", "")
    if cost and not COST.fullmatch(cost):
        return gettext("Write what it cost in kroner, such as 349,50.")
    asked = {"lock_id": lock_id, "because": because}
    by, now = session.employee(request), clock.read()
    try:
        if told == "back":
            back_from_repair(**asked, by=by, now=now, cost=Decimal(cost) if cost else None)
        else:
            _ACTS[told](**asked, by=by, now=now)
    except NoReason:
        return gettext("Write a few words about why, on one line.")
    except (NotAtRepair, NotOnTheShelf):
        return gettext("Somebody was quicker, or the unit is on a door or in a van. Look again.")
    return ""
