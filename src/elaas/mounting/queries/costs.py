"""What is known of units' costs, but for damage (damage/costs.py): few queries, however many."""

from decimal import Decimal

from django.conf import settings
from django.db import connection

from elaas.database.bulk import fetch
from elaas.ledger.entries import written
from elaas.mounting.queries.calendar import zone
from elaas.mounting.unit_cost import Facts, Kind, Move, Paid, Prices, Visits

# The index ledger_lives_of_units is for these, too. Who tells that a box is stolen makes no visit.
_MOVES = """
    WITH entry AS MATERIALIZED (
        SELECT id, kind, at, at AT TIME ZONE %(zone)s AS here,
            convert_from(body, 'UTF8')::jsonb AS body
        FROM ledger_entry
        WHERE kind IN ('unit_mounted', 'unit_released', 'unit_lost', 'unit_written_off')
          AND (%(lock)s::bytea IS NULL OR position(%(lock)s::bytea IN body) > 0)
    )
    SELECT body ->> 'lock', (12 * extract(year FROM here) + extract(month FROM here))::int - 1,
        kind = 'unit_mounted', coalesce(body ->> 'home', body ->> 'building') IS NOT NULL
    FROM entry ORDER BY at, id
"""
_FACTS = """
    WITH fact AS (
        SELECT unit_id AS unit, bought_on AS day, 'purchase' AS kind, price AS cost, 0 AS visits
        FROM doors_purchase
        UNION ALL
        SELECT bag.unit_id, (noted_at AT TIME ZONE %(zone)s)::date, 'parts', cost, 0
        FROM doors_partnews AS news JOIN doors_part AS part ON part.id = part_id
        JOIN doors_bag AS bag ON bag.id = bag_id WHERE cost > 0
        UNION ALL
        SELECT unit_id, (at AT TIME ZONE %(zone)s)::date, 'repair', cost, 0
        FROM doors_unitevent WHERE cost > 0
        UNION ALL
        SELECT coalesce(unit_id, ''), (work.done_at AT TIME ZONE %(zone)s)::date, 'service', 0, 1
        FROM mounting_orderwork AS work JOIN mounting_workorder AS wanted ON wanted.id = order_id
    )
    SELECT CASE WHEN %(each)s THEN unit ELSE '' END, extract(year FROM day)::int, kind,
        (100 * sum(cost))::bigint, sum(visits)::int
    FROM fact WHERE %(unit)s::text IS NULL OR unit = %(unit)s GROUP BY 1, 2, 3
"""


def facts(lock_id: str | None = None, *, each: bool = False) -> Facts:
    """Of that unit, or of all of them; `each`: it is told of which unit everything is."""
    needle = f'"lock":{written(lock_id)}'.encode() if lock_id is not None else None
    asked = {"zone": str(zone()), "lock": needle, "unit": lock_id, "each": each}
    rows = fetch(connection, _FACTS, asked)
    return Facts(
        paid=[Paid(unit, year, Kind(kind), ore) for unit, year, kind, ore, _ in rows if ore],
        visits=[Visits(unit, year, Kind(kind), times) for unit, year, kind, _, times in rows],
        moves=[Move._make(row) for row in fetch(connection, _MOVES, asked)],
    )


def prices() -> Prices:
    """As the municipality has set them; nothing: not set."""
    return Prices(licence=_ore(settings.COST_LICENCE), visit=_ore(settings.COST_VISIT))


def _ore(kroner: Decimal) -> int:
    return int(kroner * 100)
