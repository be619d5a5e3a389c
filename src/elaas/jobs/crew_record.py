"""What `elaas crew` does once there is a database."""

import argparse

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


def record(asked: argparse.Namespace) -> None:
    """Do what is asked, and say so. Raises Stop."""
    try:
        match asked.deed:
            case "works":
                print(_works(asked))
            case "ends":
                print(_ends(asked))
            case "closed":
                print(_closed(asked))
    except NoSuchCrew:
        raise Stop("No crew has that name.") from None
    except StillBooked:
        raise Stop("The crew is to come to somebody yet: move those appointments first.") from None


def _works(asked: argparse.Namespace) -> str:
    hours = [one for some in asked.hours for one in some]
    record_crew(name=asked.name, base=asked.base, hours=hours, now=now())
    return f"{asked.name} works in these hours from now on."


def _ends(asked: argparse.Namespace) -> str:
    end_crew(name=asked.name, now=now())
    return f"{asked.name} works no more."


def _closed(asked: argparse.Namespace) -> str:
    if asked.last < asked.first:
        raise Stop("The last day is before the first.")
    standing = close_days(first=asked.first, last=asked.last, crew=asked.crew, now=now())
    said = "Nobody mounts on these days."
    if not standing:
        return said
    return f"{said} {counted(standing, 'appointment')} on them: move them, and call those people."
