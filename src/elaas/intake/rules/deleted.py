"""What a care system's history says was deleted (https://hl7.org/fhir/R4/http.html#history)."""

from collections.abc import Iterable
from datetime import datetime

from elaas.intake.rules.envelopes import named_in
from elaas.intake.rules.values import Object, Unusable, as_object, child, instant, text


def deleted(kind: str, history: Iterable[object], *, now: datetime) -> list[Object]:
    """Entries for the resources of type `kind` whose newest version says that they are deleted.

    Each has the status of what should never have been: that gives nobody access. `history`: its
    entries, newest first. Its version is the time of the deletion; `now` where that is not told.
    An entry that does not say what it is about tells of no deletion.
    """
    newest: dict[str, Object | None] = {}
    for one in history:
        found = _opened(kind, one, now)
        if found is not None:
            newest.setdefault(*found)
    return [{"resource": resource} for resource in newest.values() if resource is not None]


def _opened(kind: str, one: object, now: datetime) -> tuple[str, Object | None] | None:
    """Whose version it is, and the resource that says it is deleted, if it does."""
    try:
        entry = as_object(one, "the entry")
        request = child(entry, "request")
        name = named_in(text(request, "url") or text(entry, "fullUrl"))
        if name is None or name[0] != kind:
            return None
        identity = name[1]
        if text(request, "method") != "DELETE":
            return identity, None
    except Unusable:
        return None
    return identity, {
        "resourceType": kind,
        "id": identity,
        "meta": {"lastUpdated": (_deleted_at(entry) or now).isoformat()},
        "status": "entered-in-error",
    }


def _deleted_at(entry: Object) -> datetime | None:
    try:
        return instant(child(entry, "response"), "lastModified")
    except Unusable:
        return None
