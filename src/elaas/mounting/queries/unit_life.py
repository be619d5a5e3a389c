"""The whole life of one unit: what happened to it, when, and by whom.

Nothing is kept twice: the ledger tells when it was loaded, mounted and taken down, other tables
tell the rest.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from elaas.access.models import Assignment, AssignmentKind
from elaas.access.queries.pages.uses import Person, person
from elaas.database.bulk import fetch
from elaas.doors.models import Unit, UnitEvent
from elaas.doors.unit_life import Deed
from elaas.ledger.entries import written
from elaas.mounting.models import Crew, KeyBoxLoss
from elaas.mounting.queries import stock
from elaas.mounting.queries.stock import InStock
from elaas.mounting.stock import Happened, State
from elaas.people.models import Employee

# The index ledger_lives_of_units is for just these.
KINDS = {
    "unit_loaded": Happened.LOADED,
    "unit_unloaded": Happened.UNLOADED,
    "unit_mounted": Happened.MOUNTED,
    "unit_released": Happened.TAKEN_DOWN,
    "unit_lost": Happened.STOLEN,
    "unit_found": Happened.FOUND,
    "unit_written_off": Happened.WRITTEN_OFF,
}
_DEEDS = {
    Deed.TO_REPAIR: Happened.TO_REPAIR,
    Deed.BACK: Happened.BACK,
    Deed.SCRAPPED: Happened.SCRAPPED,
}
_VISITS = {
    Happened.MOUNTED: AssignmentKind.MOUNTING,
    Happened.TAKEN_DOWN: AssignmentKind.REMOVAL,
}
_LEDGER = """
    SELECT kind, at, body FROM ledger_entry
    WHERE kind IN ('unit_loaded', 'unit_unloaded', 'unit_mounted', 'unit_released', 'unit_lost',
                   'unit_found', 'unit_written_off', 'unit_written_off_by')
      AND position(%(lock)s::bytea IN body) > 0
    ORDER BY at, id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One thing that happened. `said`: the reason, the supplier, or which crew's van it was."""

    at: datetime
    what: Happened
    by: tuple[Person, ...] = ()
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """A unit and all that happened to it, from the first on; and what can be done with it now."""

    unit: InStock
    happened: tuple[Happening, ...]

    @property
    def may_be_repaired(self) -> bool:
        """It can be sent to repair."""
        return self.unit.state is State.SHELF

    @property
    def may_come_back(self) -> bool:
        """It is being repaired."""
        return self.unit.state is State.REPAIR

    @property
    def may_be_scrapped(self) -> bool:
        """It is on no door, in no van, and not scrapped yet."""
        return self.unit.state in {State.SHELF, State.REPAIR, State.WRITTEN_OFF}


def life(lock_id: str) -> Life | None:
    """The life of that unit; None: there is none."""
    unit = stock.unit(lock_id)
    if unit is None:
        return None
    told = [*_taken_in(lock_id), *_from_ledger(lock_id), *_from_shelf(lock_id)]
    return Life(unit=unit, happened=tuple(sorted(told, key=lambda one: one.at)))


def _taken_in(lock_id: str) -> Iterator[Happening]:
    row = Unit.objects.select_related("purchase").get(pk=lock_id)
    bought = getattr(row, "purchase", None)
    at = bought.received_at if bought else row.registered_at
    said = f"{bought.supplier}, {bought.order}" if bought else ""
    yield Happening(at=at, what=Happened.RECEIVED, said=said)


def _from_ledger(lock_id: str) -> Iterator[Happening]:
    rows = [
        (kind, at, json.loads(bytes(body)))
        for kind, at, body in fetch(
            connection, _LEDGER, {"lock": f'"lock":{written(lock_id)}'.encode()}
        )
    ]
    crews = {one.id.hex: one.name for one in Crew.objects.all()}
    by = {body["by"] for kind, _, body in rows if kind == "unit_written_off_by" and body["by"]}
    gone = tuple(map(person, Employee.objects.filter(pk__in=map(UUID, by))))
    for kind, at, body in rows:
        if kind not in KINDS:
            continue
        what = KINDS[kind]
        who = gone if what is Happened.WRITTEN_OFF else _by(lock_id, what, at)
        yield Happening(at=at, what=what, by=who, said=crews.get(body.get("crew", ""), ""))


def _by(lock_id: str, what: Happened, at: datetime) -> tuple[Person, ...]:
    """Whose visit it was, or who told it."""
    if what in _VISITS:
        visits = Assignment.objects.filter(
            unit=lock_id, kind=_VISITS[what], starts_at__lte=at, withdrawn_at=None
        ).select_related("employee")
        rows = list(visits.order_by("-starts_at", "employee__number"))
        return tuple(person(row.employee) for row in rows if row.starts_at == rows[0].starts_at)
    losses = KeyBoxLoss.objects.filter(unit=lock_id).select_related("told_by", "found_by")
    if what is Happened.STOLEN:
        return tuple(person(one.told_by) for one in losses.filter(told_at=at) if one.told_by)
    if what is Happened.FOUND:
        return tuple(person(one.found_by) for one in losses.filter(found_at=at) if one.found_by)
    return ()


def _from_shelf(lock_id: str) -> Iterator[Happening]:
    rows = UnitEvent.objects.filter(unit=lock_id).select_related("by").order_by("at", "id")
    for row in rows:
        who = (person(row.by),) if row.by else ()
        yield Happening(at=row.at, what=_DEEDS[Deed(row.deed)], by=who, said=row.because)
