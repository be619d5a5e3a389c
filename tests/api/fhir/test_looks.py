"""A system that looks at a person's data leaves an entry, as everybody does."""

import json
from datetime import timedelta

import pytest

from elaas.clients.models import ClientLook
from elaas.clients.queries import systems_that_looked
from elaas.ledger.models import Entry
from tests import make
from tests.api.fhir.conftest import Visited
from tests.api.fhir.system import System

pytestmark = pytest.mark.django_db


def looks() -> list[tuple[str, str, str]]:
    """Who looked at whom, at what."""
    entries = Entry.objects.filter(kind="client_looked").order_by("id")
    told = [json.loads(bytes(one.body)) for one in entries]
    return [(one["client"], one["recipient"], one["what"]) for one in told]


def test_whose_openings_and_visits_are_shown_has_an_entry_for_each_kind(
    system: System, visited: Visited
) -> None:
    system.get("AuditEvent?patient=turid")
    system.get("Appointment/visit")

    me, turid = system.id.hex, visited.turid.id.hex
    assert looks() == [(me, turid, "AuditEvent"), (me, turid, "Appointment")]
    assert {(one.client, one.what) for one in systems_that_looked(visited.turid.id)} == {
        ("Care system", "AuditEvent"),
        ("Care system", "Appointment"),
    }


def test_within_the_hour_it_is_one_entry_and_after_it_another(
    system: System, visited: Visited
) -> None:
    system.get("AuditEvent")
    system.get(f"AuditEvent/receipt-{visited.receipt.pk}")
    assert len(looks()) == 1

    look = ClientLook.objects.get()
    ClientLook.objects.update(at=look.at - timedelta(hours=1))
    system.get("AuditEvent")

    assert len(looks()) == 2


def test_another_system_s_look_is_another_entry(system: System, visited: Visited) -> None:
    system.get("AuditEvent")
    other = System(name="Another").logged_in()
    other.get("AuditEvent")

    assert [client for client, _, _ in looks()] == [system.id.hex, other.id.hex]


def test_only_those_on_the_page_are_looked_at(system: System, visited: Visited) -> None:
    make.make_assignment(employee=visited.kari, home=visited.home, source_id="zz-later")

    system.get("Appointment?_count=1")

    assert len(looks()) == 1


def test_what_shows_nobody_has_no_entry(system: System, visited: Visited) -> None:
    make.make_receipt(visited.unit, phone=visited.phone, seq=10_000)
    for place in ("Device", "Location", "metadata", "AuditEvent?patient=nobody"):
        system.get(place)
    system.get("AuditEvent/nothing", status=404)
    system.get("AuditEvent?color=red", status=400)

    assert looks() == []
