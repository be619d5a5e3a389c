"""How far the rollout has come: homes now, and what happened in each week, by postal code.

What is mounted now, the units say; when it was, and what is there no more, only the ledger knows.
A home whose address is protected is counted with no postal code at all.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import connection

from elaas.access.queries.pages.ready import LAST_HOME
from elaas.database.bulk import fetch, uuids
from elaas.doors.models import Building
from elaas.doors.queries import common_entrances
from elaas.eligibility.queries import FIRST_NEEDED, NEEDING
from elaas.mounting.queries.calendar import day_bounds, today, working_crews, zone
from elaas.mounting.rollout import (
    HORIZON,
    WEEK,
    Counts,
    Crew,
    Forecast,
    Past,
    Stage,
    Unknown,
    capacity,
    doors_a_day,
    forecast,
    grouped,
    monday_of,
    shown_codes,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollout:
    """How far it has come.

    `codes`: homes now. `weeks`: what happened, the oldest week first, the last the one that is not
    over; homes that came to wait, were invited and booked, and doors mounted and taken down.
    `left`: doors without a unit on the way to homes that must have one.
    `newly`: homes that came to wait in a week, on average, over the weeks the forecast learns from.
    """

    codes: dict[str, Counts]
    weeks: dict[date, dict[str, Counts]]
    left: int
    newly: float
    forecast: Forecast | Unknown

    @property
    def total(self) -> Counts:
        """All homes now."""
        return _sum(self.codes.values())

    def by_week(self, code: str | None) -> dict[date, Counts]:
        """What happened in each week with this postal code, or (None) everywhere."""
        return {
            monday: _sum(found[one] for one in found if code in (None, one))
            for monday, found in self.weeks.items()
        }


class _Homes(NamedTuple):
    """Homes now by code and stage, and the doors on the way to those that wait."""

    counts: list[tuple[str, Stage, int]]
    left: int


def rollout_now(*, weeks: int, now: datetime) -> Rollout:
    """How far it has come, with the last `weeks` weeks and the one that runs."""
    this = monday_of(today(now))
    found = _homes()
    sizes: Counter[str] = Counter()
    for code, _, count in found.counts:
        sizes[code] += count
    shown = shown_codes(sizes, fewest=settings.ROLLOUT_FEWEST)
    first = this - WEEK * max(weeks, settings.ROLLOUT_WEEKS)
    happened = _happened(first)
    by_week = {
        monday: grouped(happened.get(monday, ()), shown=shown)
        for monday in (first + WEEK * number for number in range((this - first) // WEEK + 1))
    }
    learnt = [this - WEEK * number for number in range(settings.ROLLOUT_WEEKS, 0, -1)]
    totals = {monday: _sum(by_week[monday].values()) for monday in learnt}
    return Rollout(
        codes=grouped(found.counts, shown=shown),
        weeks={monday: by_week[monday] for monday in by_week if monday >= this - WEEK * weeks},
        left=found.left,
        newly=sum(one[Stage.WAITING] for one in totals.values()) / len(totals),
        forecast=_forecast(found.left, {one: totals[one][Stage.MOUNTED] for one in totals}, this),
    )


def time_a_door() -> timedelta:
    """How long a door takes a crew, with the drive to it, as set."""
    found: timedelta = settings.MINUTES_A_DOOR + settings.TRAVEL_UNKNOWN
    return found


def _forecast(left: int, mounted: Mapping[date, int], this: date) -> Forecast | Unknown:
    crews = [
        Crew(doors_a_day(one.hours, a_door=time_a_door()), one.closed)
        for one in working_crews(min(mounted), this + WEEK * HORIZON)
    ]

    def time(monday: date) -> int:
        return capacity(monday, crews)

    past = [Past(monday, doors, time(monday)) for monday, doors in mounted.items()]
    return forecast(left=left, past=past, first=this + WEEK, capacity_in=time)


def _sum(counts: Iterable[Counts]) -> Counts:
    found: Counts = Counter()
    for one in counts:
        found.update(one)
    return found


_PLACES = """
    WITH hidden AS (
        SELECT home_id FROM people_recipient AS recipient
        JOIN access_assignment ON recipient_id = recipient.id
        WHERE protection <> '' AND home_id IS NOT NULL
        UNION
        SELECT home_id FROM people_recipient AS recipient
        JOIN mounting_mountingcase ON recipient_id = recipient.id WHERE protection <> ''
    ), place AS (
        SELECT home.id, building_id, CASE WHEN home.id IN (SELECT home_id FROM hidden) THEN ''
            ELSE coalesce(nullif(home.postal_code, ''), building.postal_code, '') END AS code
        FROM doors_home AS home LEFT JOIN doors_building AS building ON building.id = building_id
    ), entrance AS (
        SELECT building.id, CASE WHEN building.id IN (
            SELECT building_id FROM doors_home WHERE id IN (SELECT home_id FROM hidden)
        ) THEN '' ELSE postal_code END AS code FROM doors_building AS building
    )
"""

_HOMES = f"""{_PLACES}, needing AS (
        SELECT home_id FROM ({NEEDING}) AS one LEFT JOIN LATERAL ({LAST_HOME}) AS visit ON true
    ), needed AS (
        SELECT DISTINCT home_id FROM needing WHERE home_id IS NOT NULL
    ), wanted AS (
        SELECT home_id, bool_or(appointment.id IS NOT NULL) AS booked
        FROM mounting_mountingcase AS wanted LEFT JOIN mounting_appointment AS appointment
            ON case_id = wanted.id AND cancelled_at IS NULL
        WHERE closed_at IS NULL AND task = 'mount' GROUP BY home_id
    ), removed AS (
        SELECT DISTINCT (convert_from(body, 'UTF8')::jsonb ->> 'home')::uuid AS home_id
        FROM ledger_entry WHERE kind = 'unit_released'
    ), seen AS (
        SELECT code, place.building_id, own.lock_id IS NOT NULL AS equipped,
            place.building_id = ANY(%(shared)s::uuid[]) AND common.lock_id IS NULL
                AS entrance_lacks,
            needed.home_id IS NOT NULL OR wanted.home_id IS NOT NULL AS needs, booked,
            wanted.home_id IS NOT NULL AS invited, removed.home_id IS NOT NULL AS removed
        FROM place
        LEFT JOIN doors_unit AS own ON own.home_id = place.id AND own.mounted_at IS NOT NULL
        LEFT JOIN doors_unit AS common
            ON common.building_id = place.building_id AND common.mounted_at IS NOT NULL
        LEFT JOIN needed ON needed.home_id = place.id
        LEFT JOIN wanted ON wanted.home_id = place.id
        LEFT JOIN removed ON removed.home_id = place.id
    ), staged AS (
        SELECT *, CASE
            WHEN equipped AND NOT (needs AND coalesce(entrance_lacks, false)) THEN 'mounted'
            WHEN booked THEN 'booked' WHEN invited THEN 'invited' WHEN needs THEN 'waiting'
            WHEN removed THEN 'removed' END AS stage
        FROM seen
    )
    SELECT code, stage, count(*), count(*) FILTER (WHERE NOT equipped),
        coalesce(array_agg(DISTINCT building_id) FILTER (WHERE entrance_lacks), '{{}}')
    FROM staged WHERE stage IS NOT NULL GROUP BY code, stage
    UNION ALL
    SELECT '', 'waiting', count(*), count(*), '{{}}' FROM needing WHERE home_id IS NULL
"""  # noqa: S608  (our own words; what is asked is bound)
_TO_COME = frozenset({Stage.WAITING, Stage.INVITED, Stage.BOOKED})


def _homes() -> _Homes:
    """Of whom nobody knows where they live, each is counted as a home with one door."""
    shared = common_entrances(set(Building.objects.values_list("id", flat=True)))
    counts, left, entrances = [], 0, set()
    for code, stage, homes, own, lacking in fetch(connection, _HOMES, {"shared": uuids(shared)}):
        counts.append((code, Stage(stage), homes))
        if stage in _TO_COME:
            left += own
            entrances.update(lacking)
    return _Homes([one for one in counts if one[2]], left + len(entrances))


_HAPPENED = f"""{_PLACES}, decided AS (
        SELECT at, home_id FROM ({FIRST_NEEDED}) AS one
        LEFT JOIN LATERAL ({LAST_HOME}) AS visit ON true WHERE at >= %(since)s
    ), unit AS (
        SELECT kind, at, (convert_from(body, 'UTF8')::jsonb ->> 'home')::uuid AS home_id,
            (convert_from(body, 'UTF8')::jsonb ->> 'building')::uuid AS building_id
        FROM ledger_entry WHERE kind IN ('unit_mounted', 'unit_released') AND at >= %(since)s
    ), happened AS (
        SELECT 'waiting' AS stage, at, home_id, NULL::uuid AS building_id FROM decided
        UNION ALL
        SELECT 'invited', opened_at, home_id, NULL FROM mounting_mountingcase
        WHERE task = 'mount' AND opened_at >= %(since)s
        UNION ALL
        SELECT 'booked', min(booked_at), home_id, NULL FROM mounting_mountingcase AS wanted
        JOIN mounting_appointment AS appointment ON case_id = wanted.id
        WHERE task = 'mount' GROUP BY wanted.id HAVING min(booked_at) >= %(since)s
        UNION ALL
        SELECT CASE kind WHEN 'unit_mounted' THEN 'mounted' ELSE 'removed' END, at,
            home_id, building_id
        FROM unit WHERE home_id IS NOT NULL OR building_id IS NOT NULL
    )
    SELECT date_trunc('week', at AT TIME ZONE %(zone)s)::date,
        coalesce(place.code, entrance.code, ''), stage, count(*)
    FROM happened LEFT JOIN place ON place.id = home_id
    LEFT JOIN entrance ON entrance.id = happened.building_id GROUP BY 1, 2, 3
"""  # noqa: S608  (our own words; what is asked is bound)


def _happened(first: date) -> dict[date, list[tuple[str, Stage, int]]]:
    """What happened from the week `first` on, by week."""
    since, _ = day_bounds(first, first)
    asked = {"since": since, "zone": str(zone())}
    found: dict[date, list[tuple[str, Stage, int]]] = {}
    for monday, code, stage, count in fetch(connection, _HAPPENED, asked):
        found.setdefault(monday, []).append((code, Stage(stage), count))
    return found
