"""The service desk's page of every unit: where it is, and what it cost."""

import csv
from itertools import islice

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from elaas.damage import costs
from elaas.mounting.queries import stock
from elaas.mounting.queries.costs import prices
from elaas.mounting.queries.stock import InStock
from elaas.mounting.stock import State
from elaas.web import clock, cost_words
from elaas.web.csv_file import no_formula

STATES = {
    State.SHELF: _("On the shelf"),
    State.VAN: _("In a van"),
    State.DOOR: _("On a door"),
    State.REPAIR: _("Being repaired"),
    State.STOLEN: _("Stolen"),
    State.WRITTEN_OFF: _("Written off"),
    State.SCRAPPED: _("Scrapped"),
}


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """How many units are where, what they cost each year, and the units of one state."""
    state, now = _state(request), clock.read()
    shown = {
        "states": [(one.state, STATES[one.state], one.units) for one in stock.how_many()],
        "chosen": state,
        "years": stock.by_year(),
        "units": [(one, STATES[one.state]) for one in islice(stock.units(state), stock.LISTED)],
        "listed": stock.LISTED,
        "costs": cost_words.Table.of(costs.in_all(now=now)),
        "prices": cost_words.prices(prices()),
        "now": now,
    }
    return render(request, "fleet/stock.html", shown)


@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """The same units as a file for a spreadsheet; every one of them."""
    named = {"Content-Disposition": 'attachment; filename="elaas-units.csv"'}
    answer = HttpResponse(content_type="text/csv; charset=utf-8", headers=named)
    lines = csv.writer(answer)
    lines.writerow(
        ["lock_id", "label", "kind", "state", "supplier", "order", "price_nok", "bought_on"]
    )
    lines.writerows(map(_line, stock.units(_state(request))))
    return answer


def _state(request: HttpRequest) -> State | None:
    asked = request.GET.get("state", "")
    if asked and asked not in set(State):
        raise Http404
    return State(asked) if asked else None


def _line(one: InStock) -> list[str]:
    bought = one.bought
    kind = "key_box" if one.key_box else "lock"
    paid = (
        [bought.supplier, bought.order, str(bought.price), str(bought.on)] if bought else [""] * 4
    )
    return [no_formula(text) for text in (one.lock_id, one.label, kind, one.state.value, *paid)]
