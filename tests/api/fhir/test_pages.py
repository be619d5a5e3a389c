"""Long answers come in pages: each event on one of them, each page linked to the next."""

import pytest

from tests import make
from tests.api.fhir.conftest import Visited
from tests.api.fhir.events import attempted, refused
from tests.api.fhir.system import System

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_each_event_is_on_one_page_also_when_many_happen_at_one_moment(
    system: System, visited: Visited, count: int
) -> None:
    for number in range(1, 4):
        make.make_receipt(visited.unit, phone=visited.phone)
        attempted(visited, number=number, minutes=0)
    refused(visited)
    everything = system.ids("AuditEvent")

    assert system.ids(f"AuditEvent?_count={count}") == everything
    assert len(everything) == len(set(everything)) == 9
    kinds = [one.partition("-")[0] for one in everything]
    assert kinds == ["refusal"] * 2 + ["receipt"] * 4 + ["attempt"] * 3


def test_a_page_links_to_itself_and_to_the_next_and_the_last_to_no_other(
    system: System, visited: Visited
) -> None:
    make.make_receipt(visited.unit, phone=visited.phone)

    first = system.get(f"AuditEvent?_count=1&entity=Device/{visited.unit.lock_id}")
    links = {one["relation"]: one["url"] for one in first["link"]}
    second = system.get(links["next"])

    assert links["self"].startswith("http://localhost/fhir/R4/AuditEvent?_count=1&entity=")
    assert len(first["entry"]) == len(second["entry"]) == 1
    assert [one["relation"] for one in second["link"]] == ["self"]
    assert first["entry"][0]["fullUrl"].startswith("http://localhost/fhir/R4/AuditEvent/receipt-")
