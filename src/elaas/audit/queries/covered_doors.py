"""What the ledger covers of doors: units, what became of each, and the building a home is in."""

from elaas.audit.queries.covers import Cover, text, time, uuid

_PLACE = {"home_id": uuid("home"), "building_id": uuid("building")}

DOORS = (
    Cover(
        "doors_unit",
        ("unit_registered",),
        {"lock_id": text("lock")},
        {
            "kind": text("unit"),
            "registered_at": time("at"),
            "receipt_x": "decode(told -> 'receipt_key' ->> 0, 'hex')",
            "receipt_y": "decode(told -> 'receipt_key' ->> 1, 'hex')",
        },
    ),
    Cover(
        "doors_unit",
        ("unit_mounted", "unit_released", "unit_written_off", "unit_lost"),
        {"lock_id": text("lock")},
        {**_PLACE, "mounted_at": time("at")},
        of="mounted_at IS NOT NULL",
        stands=("unit_mounted",),
    ),
    Cover(
        "doors_unit",
        ("unit_claimed", "unit_released", "unit_written_off", "unit_scrapped"),
        {"lock_id": text("lock")},
        {"claimed_at": time("at")},
        of="claimed_at IS NOT NULL",
        stands=("unit_claimed",),
    ),
    Cover(
        "doors_unit",
        ("unit_lost", "unit_found"),
        {"lock_id": text("lock")},
        {"lost_at": time("at")},
        of="lost_at IS NOT NULL",
        stands=("unit_lost",),
    ),
    Cover(
        "doors_unit",
        ("unit_written_off",),
        {"lock_id": text("lock")},
        {"written_off_at": time("at")},
        of="written_off_at IS NOT NULL",
    ),
    Cover(
        "doors_unit",
        ("unit_sent_to_repair", "unit_back_from_repair", "unit_scrapped"),
        {"lock_id": text("lock")},
        {"repair_at": time("at")},
        of="repair_at IS NOT NULL",
        stands=("unit_sent_to_repair",),
    ),
    Cover(
        "doors_unit",
        ("unit_scrapped",),
        {"lock_id": text("lock")},
        {"scrapped_at": time("at")},
        of="scrapped_at IS NOT NULL",
    ),
    Cover(
        "doors_home",
        ("home_placed",),
        {"id": uuid("home")},
        {"building_id": uuid("building")},
    ),
)
