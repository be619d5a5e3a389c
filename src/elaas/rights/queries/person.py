"""Everything about one person, as plain values that JSON takes."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import Range
from django.db.models import Model

from elaas.access.models import Attempt
from elaas.access.queries.pages.at_the_door import spans_of
from elaas.access.queries.pages.places import protected
from elaas.ledger.entries import moment
from elaas.people.models import Employee, Kin, Recipient
from elaas.rights.belongings import BELONGINGS, Belonging
from elaas.rights.queries.entries import entries_about

Row = dict[str, Any]
Everything = dict[str, list[Row]]
PHOTOS = frozenset({"photo_id", "signature_id"})


class NoSuchPerson(Exception):
    """Nobody here has that id or number, or several have."""


def person_named(name: str) -> UUID:
    """The recipient with this id, national id, or id in the care system. Raises NoSuchPerson."""
    wanted: dict[str, str] = {"national_id": name}
    rows = list(Recipient.objects.filter(**wanted)) if name else []
    rows = rows or list(Recipient.objects.filter(source_id=name))
    if not rows:
        try:
            rows = list(Recipient.objects.filter(id=UUID(name)))
        except ValueError:
            rows = []
    if len(rows) != 1:
        raise NoSuchPerson
    return rows[0].id


def everything_about(recipient: UUID, *, own: bool) -> Everything:
    """By the names in `belongings`; then refusals by phones, photos, employees, and the log.

    `own`: it is for the person themself, and tells a protected address.
    """
    found = {one.name: _rows(one, recipient, own=own) for one in BELONGINGS}
    found["refused_by_phone"] = _refused_by_phone(recipient)
    found["photos"] = _photos(found, recipient)
    found["employees"] = _employees(found)
    found["log"] = entries_about(found)
    return found


def _rows(what: Belonging, recipient: UUID, *, own: bool) -> list[Row]:
    rows = list(what.rows(recipient))
    hidden = set() if own or not what.place else _hidden(recipient, rows)
    return [_told(row, {*what.without, *(what.place if row.pk in hidden else ())}) for row in rows]


def _hidden(recipient: UUID, rows: Iterable[Model]) -> set[Any]:
    """The rows that may tell where somebody with a protected address lives."""
    if Recipient.objects.get(id=recipient).protection:
        return {row.pk for row in rows}
    ids = {row.pk for row in rows if isinstance(row.pk, UUID)}
    return {*protected(places=ids)}


def _told(row: Model, without: set[str]) -> Row:
    told = {
        field.attname: _plain(getattr(row, field.attname))
        for field in row._meta.concrete_fields  # noqa: SLF001  (Django's own way to ask)
        if field.name not in without
    }
    for many in row._meta.many_to_many:  # noqa: SLF001
        if many.name not in without:
            told[many.name] = [str(one.pk) for one in getattr(row, many.name).order_by("pk")]
    return told


def _plain(value: object) -> object:
    match value:
        case datetime():
            return moment(value)
        case date():
            return value.isoformat()
        case bytes() | memoryview():
            return bytes(value).hex()
        case UUID() | Decimal():
            return str(value)
        case Range():
            return [_plain(value.lower), _plain(value.upper)]
        case _:
            return value


def _refused_by_phone(recipient: UUID) -> list[Row]:
    """At a door of theirs alone, while they had help there; at a shared one it may be another's."""
    own = {span.unit.lock_id: span for span in spans_of(recipient) if span.own}
    return [
        _told(row, set())
        for row in Attempt.objects.filter(unit__in=own).order_by("tried_at", "id")
        if row.unit_id and own[row.unit_id].first <= row.tried_at <= own[row.unit_id].last
    ]


def _photos(found: Everything, recipient: UUID) -> list[Row]:
    """Where each photo is: on the person's own page, once they have logged in."""
    ids = {
        str(one)
        for rows in found.values()
        for row in rows
        for one in (*(row.get(name) for name in PHOTOS), *row.get("photos", ()))
        if one
    }
    return [{"photo": one, "file": f"/min-side/bilde/{recipient}/{one}/"} for one in sorted(ids)]


def _employees(found: Everything) -> list[Row]:
    """As on their badges; kin keep their own names."""
    told = {
        value
        for rows in found.values()
        for row in rows
        for name, value in row.items()
        if isinstance(value, str) and (name.endswith(("_by_id", "employee_id")) or name == "by_id")
    }
    ids = [UUID(one) for one in told]
    rows = Employee.objects.filter(id__in=ids).exclude(id__in=Kin.objects.filter(id__in=ids))
    return [
        {"id": str(row.id), "given": row.given, "family": row.family[:1]}
        for row in rows.order_by("id")
    ]
