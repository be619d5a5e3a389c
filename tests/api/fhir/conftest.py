"""A system that may do all that a system may, and a visit to be told of."""

from dataclasses import dataclass

import pytest

from elaas.access.models import Assignment, Receipt
from elaas.doors.models import Home, Unit
from elaas.people.models import Employee, Phone, Recipient
from tests import make
from tests.api.fhir.system import System


@pytest.fixture
def system(db: None) -> System:
    return System().logged_in()


@dataclass(frozen=True)
class Visited:
    """Kari was at Turid's, and her phone opened the door."""

    turid: Recipient
    kari: Employee
    home: Home
    unit: Unit
    visit: Assignment
    phone: Phone
    receipt: Receipt


@pytest.fixture
def visited(db: None) -> Visited:
    turid = make.make_recipient(source_id="turid")
    kari = make.make_employee(source_id="kari")
    building = make.make_building(source_id="gate-7", address="Kongens gate 7")
    home = make.make_home(
        building=building, source_id="gate-7-H0101", postal_code="7011", city="Trondheim"
    )
    unit = make.make_unit(home=home)
    visit = make.make_assignment(employee=kari, home=home, recipient=turid, source_id="visit")
    phone = make.make_phone(kari)
    credential = make.make_credential(visit, phone=phone, unit=unit)
    receipt = make.make_receipt(unit, phone=phone, credential=credential)
    return Visited(turid, kari, home, unit, visit, phone, receipt)
