"""What eLås costs the municipality, as files: by year, and of each unit."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from elaas.damage import costs
from elaas.mounting.unit_cost import Kind
from elaas.web import clock
from elaas.web.cost_words import KINDS, Table, plain
from elaas.web.csv_file import csv_file, no_formula


@require_safe
def years(_request: HttpRequest) -> HttpResponse:
    """By kind and year, in kroner."""
    table = Table.of(costs.in_all(now=clock.read()))
    in_all = gettext("In all")
    rows = [[str(name), *map(plain, cells), plain(total)] for name, cells, total in table.rows]
    last = [in_all, *map(plain, table.sums), plain(table.total)]
    head = [gettext("Kind of cost"), *map(str, table.years), in_all]
    return csv_file("elaas-costs.csv", [head, *rows, last])


@require_safe
def units(_request: HttpRequest) -> HttpResponse:
    """Of each unit, in kroner; the last line is what none in particular cost, if anything did."""
    kinds = (str(KINDS[kind]) for kind in Kind)
    head = [gettext("Number"), gettext("Label"), *kinds, gettext("In all")]
    rows = (
        [
            no_formula(one.lock_id),
            no_formula(one.label),
            *(plain(one.kinds[kind]) for kind in Kind),
            plain(sum(one.kinds.values())),
        ]
        for one in costs.of_each(now=clock.read())
    )
    return csv_file("elaas-costs-units.csv", [head, *rows])
