"""What `elaas crew` does once there is a database."""

import argparse

from elaas.doors.operations import NotApproved
from elaas.jobs.clock import now
from elaas.jobs.stop import Stop
from elaas.jobs.words import counted
from elaas.mounting.operations.crews import (
    NoSuchCrew,
    StillBooked,
    close_days,
    end_crew,
    record_crew,
)
from elaas.mounting.operations.members import NotThere, join_crew, leave_crew
from elaas.mounting.operations.van import OnADoor, load_units
from elaas.mounting.queries.calendar import today
from elaas.people.queries import NoSuchEmployee, employee_named


def record(asked: argparse.Namespace) -> None:
    """Do what is asked, and say so. Raises Stop."""
    deeds = {
        "works": _works,
        "ends": _ends,
        "closed": _closed,
        "joins": _joins,
        "leaves": _leaves,
        "carries": _carries,
    }
    try:
        print(deeds[asked.deed](asked))
    except NoSuchCrew:
        raise Stop("No crew has that name.") from None
    except StillBooked:
        raise Stop("The crew is to come to somebody yet: move those appointments first.") from None
    except NoSuchEmployee as reason:
        raise Stop(str(reason)) from None
    except NotThere:
        raise Stop("They do not drive with that crew then.") from None
    except NotApproved as reason:
        raise Stop(str(reason)) from None
    except OnADoor as unit:
        raise Stop(f"There is no {unit} that could lie in a van; a mounted one cannot.") from None


def _works(asked: argparse.Namespace) -> str:
    hours = [one for some in asked.hours for one in some]
    record_crew(name=asked.name, base=asked.base, hours=hours, now=now())
    return f"{asked.name} works in these hours from now on."


def _ends(asked: argparse.Namespace) -> str:
    end_crew(name=asked.name, now=now())
    return f"{asked.name} works no more."


def _joins(asked: argparse.Namespace) -> str:
    first = asked.first or today(now())
    if asked.last is not None and asked.last < first:
        raise Stop("The last day is before the first.")
    employee = employee_named(asked.employee)
    join_crew(crew=asked.name, employee=employee, first=first, last=asked.last, now=now())
    return f"{asked.employee} drives with {asked.name} from {first.isoformat()} on."


def _leaves(asked: argparse.Namespace) -> str:
    first = asked.first or today(now())
    employee = employee_named(asked.employee)
    leave_crew(crew=asked.name, employee=employee, first=first, now=now())
    return f"{asked.employee} drives with {asked.name} no more from {first.isoformat()} on."


def _carries(asked: argparse.Namespace) -> str:
    load_units(lock_ids=asked.locks, crew=asked.name, now=now())
    return f"{counted(len(asked.locks), 'unit')} in the van of {asked.name}."


def _closed(asked: argparse.Namespace) -> str:
    if asked.last < asked.first:
        raise Stop("The last day is before the first.")
    standing = close_days(first=asked.first, last=asked.last, crew=asked.crew, now=now())
    said = "Nobody mounts on these days."
    if not standing:
        return said
    return f"{said} {counted(standing, 'appointment')} on them: move them, and call those people."
