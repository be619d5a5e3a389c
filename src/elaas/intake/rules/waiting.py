"""What is kept of a resource, so that it comes in when what it refers to turns up.

Ids, times, service: nothing that is not in the assignments, roles and homes as well. Next of kin
are not kept: that would be a name, and they wait until the care system tells of them again.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from elaas.doors.facts import Home
from elaas.intake.rules.reading import Facts
from elaas.intake.rules.visits import Visit
from elaas.people.facts import Role

Kept = Mapping[str, Any]


def kept(fact: Facts) -> Kept | None:
    """What to keep of `fact`, as JSON; None: it refers to nothing that it could wait for."""
    if isinstance(fact, Visit):
        return {
            "service": fact.service,
            "starts_at": fact.starts_at.isoformat(),
            "ends_at": fact.ends_at.isoformat(),
            "recipient": fact.recipient,
            "places": fact.places,
            "employees": fact.employees,
        }
    if isinstance(fact, Role):
        return {
            "employee": fact.employee,
            "service": fact.service,
            "active": fact.active,
            "starts_at": fact.starts_at and fact.starts_at.isoformat(),
            "ends_at": fact.ends_at and fact.ends_at.isoformat(),
        }
    if isinstance(fact, Home) and fact.building:
        return {"building": fact.building}  # the rest is in the home's own row
    return None


def refers_to(facts: Kept) -> set[str]:
    """The resources that it may wait for, e.g. Patient/123."""
    return {
        *(f"Patient/{facts[name]}" for name in ("recipient",) if name in facts),
        *(f"Practitioner/{one}" for one in facts.get("employees", ())),
        *(f"Practitioner/{facts[name]}" for name in ("employee",) if name in facts),
        *(f"Location/{one}" for one in facts.get("places", ())),
        *(f"Location/{facts[name]}" for name in ("building",) if name in facts),
    }


def visit(source_id: str, version: datetime, facts: Kept) -> Visit:
    """The visit that was kept."""
    return Visit(
        source_id=source_id,
        version=version,
        service=facts["service"],
        starts_at=datetime.fromisoformat(facts["starts_at"]),
        ends_at=datetime.fromisoformat(facts["ends_at"]),
        recipient=facts["recipient"],
        places=tuple(facts["places"]),
        employees=tuple(facts["employees"]),
    )


def role(source_id: str, facts: Kept) -> Role:
    """The role that was kept."""
    return Role(
        source_id=source_id,
        employee=facts["employee"],
        service=facts["service"],
        active=facts["active"],
        starts_at=_moment(facts["starts_at"]),
        ends_at=_moment(facts["ends_at"]),
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
