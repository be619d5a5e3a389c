"""A visit that was deleted in the care system is found in its history, and opens nothing more."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

import pytest

from elaas.intake.feed import Feed
from elaas.intake.operations import Report, poll
from elaas.intake.rules.deleted import deleted
from tests.intake.bundles import Resource, appointment, town
from tests.intake.state import NOW, assigned, equip, live_doors

LATER = NOW + timedelta(minutes=1)


class CareSystem:
    """Keeps the newest version of each resource, and a history; searches find what is left."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Resource] = {}
        self._history: list[Resource] = []

    def put(self, *resources: Resource) -> None:
        for one in resources:
            self._kept[one["resourceType"], one["id"]] = one
            self._tell("PUT", f"{one['resourceType']}/{one['id']}", one["meta"]["lastUpdated"])

    def delete(self, kind: str, identity: str, at: datetime) -> None:
        del self._kept[kind, identity]
        self._tell("DELETE", f"{kind}/{identity}", at.isoformat())

    def _tell(self, method: str, url: str, at: str) -> None:
        request, response = {"method": method, "url": url}, {"status": "200", "lastModified": at}
        self._history.insert(0, {"request": request, "response": response})

    def changed(self, kind: str, *, since: datetime | None) -> Iterator[object]:
        for (its, _), resource in self._kept.items():
            at = datetime.fromisoformat(resource["meta"]["lastUpdated"])
            if its == kind and (since is None or at >= since):
                yield {"resource": resource}

    def has_history(self, kind: str) -> bool:
        return kind == "Appointment"

    def history(self, kind: str, *, since: datetime) -> Iterator[object]:
        for one in self._history:
            at = datetime.fromisoformat(one["response"]["lastModified"])
            if one["request"]["url"].startswith(f"{kind}/") and at >= since:
                yield one

    def named(self, kind: str, ids: Collection[str]) -> Iterator[object]:
        return iter(
            [{"resource": self._kept[kind, one]} for one in ids if (kind, one) in self._kept]
        )


_: type[Feed] = CareSystem


def follow(care_system: CareSystem) -> Report:
    return poll(care_system, now=LATER)


@pytest.mark.django_db
def test_it_is_withdrawn_at_the_next_poll_and_what_it_opened_is_revoked() -> None:
    care_system = CareSystem()
    care_system.put(*town())
    follow(care_system)
    equip()
    assert live_doors() == {"gate-7", "gate-7-H0101"}

    care_system.delete("Appointment", "visit", NOW)
    report = follow(care_system)

    assert assigned() == set()
    assert report.totals["credentials_revoked"] == 2
    assert report.counts()["Appointment"] == {"withdrawn": 1}
    assert live_doors() == set()
    again = follow(care_system)  # the same history once more
    assert not any(again.outcomes["Appointment"][one] for one in ("created", "withdrawn"))


@pytest.mark.django_db
def test_one_that_is_there_again_opens_again() -> None:
    care_system = CareSystem()
    care_system.put(*town())
    follow(care_system)
    care_system.delete("Appointment", "visit", NOW)
    follow(care_system)
    assert assigned() == set()

    care_system.put(appointment(meta={"lastUpdated": LATER.isoformat()}))
    follow(care_system)

    assert assigned() == {("visit", "kari")}


def version(method: str, url: str, **fields: object) -> Resource:
    return {"request": {"method": method, "url": url}, **fields}


def gone(*history: object) -> list[tuple[str, str]]:
    """Which were deleted, and when."""
    found = deleted("Appointment", history, now=NOW)
    return [(one["resource"]["id"], one["resource"]["meta"]["lastUpdated"]) for one in found]  # type: ignore[index]  # an Object holds anything


def test_the_newest_version_says_whether_it_is_deleted() -> None:
    at = {"response": {"lastModified": "2026-12-01T09:00:00Z"}}
    assert gone(
        version("DELETE", "Appointment/a", **at),
        version("PUT", "Appointment/a"),
        version("PUT", "Appointment/b"),
        version("DELETE", "Appointment/b", **at),
        version("DELETE", "https://care.example/fhir/Appointment/c/_history/7", **at),
        {"fullUrl": "https://care.example/fhir/Appointment/d", "request": {"method": "DELETE"}},
        version("DELETE", "Patient/e"),
    ) == [
        ("a", "2026-12-01T09:00:00+00:00"),
        ("c", "2026-12-01T09:00:00+00:00"),
        ("d", NOW.isoformat()),
    ]


@pytest.mark.parametrize(
    "entry",
    [
        "nothing",
        {},
        {"request": 1},
        version("DELETE", "Appointment/"),
        version("", "Appointment/a"),
    ],
)
def test_an_entry_that_says_nothing_tells_of_no_deletion(entry: object) -> None:
    assert gone(entry) == []


def test_a_deletion_at_no_readable_time_was_just_now() -> None:
    told = version("DELETE", "Appointment/a", response={"lastModified": "yesterday"})

    assert gone(told) == [("a", NOW.isoformat())]
