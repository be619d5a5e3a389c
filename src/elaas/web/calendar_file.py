"""An appointment as a calendar takes it (RFC 5545)."""

from datetime import datetime

from django.utils.translation import gettext
from icalendar import Calendar, Event

from elaas.mounting.queries.cases import Booked, Case
from elaas.mounting.rules import Task


def calendar_file(case: Case, booked: Booked, *, now: datetime) -> bytes:
    """The event, in UTC. Moved later it is the same event: its UID stays, its SEQUENCE grows.

    A protected address is not in it: calendars are shared, and lie with others.
    """
    calendar, event = Calendar(), Event()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//eLås//booking//NO")
    event.add("uid", f"{case.id}@elaas")
    event.add("sequence", booked.version - 1)
    event.add("dtstamp", now)
    event.add("dtstart", booked.slot.start)
    event.add("dtend", booked.slot.end)
    removes = case.task is Task.REMOVE
    event.add("summary", gettext("eLås is taken down") if removes else gettext("eLås is mounted"))
    event.add("description", gettext("Trygghetspatruljen comes. Somebody must be at home."))
    if case.address:
        event.add("location", case.address)
    calendar.add_component(event)
    text: bytes = calendar.to_ical()
    return text
