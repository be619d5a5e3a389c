"""What a phone asks the server, and a visit to ask for."""

import json
from datetime import timedelta
from typing import Any

from django.test import Client

from elaas.access.models import Assignment
from elaas.demo.clock import now
from elaas.people.models import Employee
from elaas.people.operations.phones import invite
from elaas.protocol import enrolment
from elaas.protocol.cose import PrivateKey, PublicKey
from tests.make import (
    make_assignment,
    make_home,
    make_unit,
)


def post(path: str, body: object, token: str | None = None) -> tuple[int, dict[str, Any]]:
    """Status and JSON of the answer."""
    headers = {"Authorization": f"Bearer {token}"} if token else None
    content = body if isinstance(body, str) else json.dumps(body)
    response = Client(headers=headers).post(
        f"/phone/{path}", content, content_type="application/json"
    )
    return response.status_code, response.json()


def server_key() -> PublicKey:
    told = Client().get("/phone/enrolment-key").json()
    return PublicKey.from_hex(told)


def enrolment_of(
    employee: Employee, *, key: PrivateKey | None = None, code: str | None = None
) -> dict[str, str]:
    """What a phone with this key posts to enrol."""
    own = key or PrivateKey.generate()
    given = code or invite(employee=employee.id, now=now())
    return {
        "code": given,
        **own.public_key.to_hex(),
        "proof": enrolment.proof(own, server_key(), given).hex(),
    }


def enrolled(employee: Employee) -> str:
    """The token of a freshly enrolled phone."""
    status, answer = post("enrol", enrolment_of(employee))
    assert status == 201
    return str(answer["token"])


def visit_now(employee: Employee, **fields: Any) -> Assignment:
    """A visit that has just begun, at a home with a mounted lock."""
    home = make_home(address="Kongens gate 12")
    make_unit(home=home)
    moment = now().replace(microsecond=0)
    return make_assignment(
        employee=employee,
        home=home,
        **{"starts_at": moment, "ends_at": moment + timedelta(minutes=30), **fields},
    )
