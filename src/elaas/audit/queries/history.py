"""What the rule had to go by at any entry, from the ledger alone: roles, doors, homes, services."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Hashable
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from elaas.access import rules
from elaas.audit.queries.stream import rows

V = TypeVar("V")

_FACTS = """
    SELECT e.id, e.kind, convert_from(e.body, 'UTF8')::jsonb FROM ledger_entry e
    WHERE e.kind = ANY(%s) ORDER BY e.id
"""
KINDS = (
    "employment_started",
    "employment_stopped",
    "service_started",
    "service_stopped",
    "role_given",
    "role_ended",
    "shift_recorded",
    "home_placed",
    "unit_mounted",
    "unit_released",
    "unit_written_off",
    "unit_lost",
)


class History(Generic[V]):
    """What was said of something, by the number of the entry that said it."""

    def __init__(self) -> None:
        self._said: dict[Hashable, tuple[list[int], list[V]]] = defaultdict(lambda: ([], []))

    def add(self, key: Hashable, number: int, value: V) -> None:
        """Entries come in their order."""
        numbers, values = self._said[key]
        numbers.append(number)
        values.append(value)

    def at(self, key: Hashable, number: int) -> V | None:
        """The last word before that entry."""
        numbers, values = self._said[key]
        found = bisect_left(numbers, number)
        return values[found - 1] if found else None

    def all_at(self, key: Hashable, number: int) -> list[V]:
        """Every word before that entry."""
        numbers, values = self._said[key]
        return values[: bisect_left(numbers, number)]


class Facts:
    """Everything that the rule asks for beside the visit itself. Some hundred bytes an employee."""

    def __init__(self) -> None:
        self.active: History[bool] = History()  # of employees and recipients
        self.roles: History[tuple[UUID, bool, rules.RoleSpan]] = History()
        self.shifts: History[rules.Period] = History()
        self.building: History[UUID | None] = History()  # of homes
        self.place: History[UUID | None] = History()  # of units
        for number, kind, told in rows("facts", _FACTS, [list(KINDS)]):
            self._add(number, kind, told)

    def _add(self, number: int, kind: str, told: dict[str, Any]) -> None:
        what, _, became = kind.rpartition("_")
        if what in {"employment", "service"}:
            whose = UUID(told["employee" if what == "employment" else "recipient"])
            self.active.add(whose, number, became == "started")
        elif what == "role":
            span = rules.RoleSpan(start=_time(told["starts_at"]), end=_time(told["ends_at"]))
            role = (UUID(told["role"]), became == "given", span)
            self.roles.add(UUID(told["employee"]), number, role)
        elif what == "shift":
            period = rules.Period(
                datetime.fromisoformat(told["starts_at"]), datetime.fromisoformat(told["ends_at"])
            )
            self.shifts.add(UUID(told["employee"]), number, period)
        elif what == "home":
            self.building.add(UUID(told["home"]), number, _id(told["building"]))
        else:
            place = _id(told.get("home")) or _id(told.get("building"))
            self.place.add(told["lock"], number, place if kind == "unit_mounted" else None)

    def employee(self, who: UUID, number: int) -> rules.Employee:
        """As the rule saw them at that entry."""
        last = {role: (is_held, span) for role, is_held, span in self.roles.all_at(who, number)}
        return rules.Employee(
            id=who,
            active=bool(self.active.at(who, number)),
            roles=tuple(span for is_held, span in last.values() if is_held),
            shifts=tuple(self.shifts.all_at(who, number)),
        )

    def door(self, lock_id: str, number: int) -> rules.Door:
        """The door that the lock was on at that entry."""
        place = self.place.at(lock_id, number)
        return rules.Door(place or _NOWHERE, lock_id, mounted=place is not None)

    def way(self, home: UUID | None, number: int) -> tuple[UUID, ...]:
        """The places on the way to that home; whether the entrance is shared its unit says."""
        if home is None:
            return ()
        building = self.building.at(home, number)
        return (home,) if building is None else (building, home)


_NOWHERE = UUID(int=0)


def _id(told: str | None) -> UUID | None:
    return UUID(told) if told else None


def _time(told: str | None) -> datetime | None:
    return datetime.fromisoformat(told) if told else None
