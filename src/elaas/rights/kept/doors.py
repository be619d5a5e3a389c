# ruff: noqa: S608  (every word of the SQL is ours)
"""Doors: what was mounted, mended and taken down there, what it was like, and who has a say."""

from elaas.doors.rules import Deed
from elaas.rights.kept.shape import Forgetting, Group, by, root

# Nothing is on that door, and nothing is under way there.
_DONE_WITH = """
    NOT EXISTS (SELECT FROM doors_unit u WHERE u.home_id = t.home_id)
    AND NOT EXISTS (SELECT FROM mounting_mountingcase o
        WHERE o.home_id = t.home_id AND o.closed_at IS NULL)
    AND NOT EXISTS (SELECT FROM mounting_ending o
        WHERE o.home_id = t.home_id AND o.closed_at IS NULL)
"""
# What a crew told that could not be used, and that nobody has looked at yet.
_PENDING = "r.settled_at IS NULL AND r.seen_at IS NULL"
# A bag or a note of a key from the time in which the unit was at that person's door.
_THEIRS = """EXISTS (SELECT FROM mounting_ending e WHERE e.recipient_id = %(person)s
    AND e.unit_id = t.unit_id AND e.outcome = 'done' AND e.closed_at >= t.{0}
    AND NOT EXISTS (SELECT FROM mounting_ending b WHERE b.unit_id = t.unit_id
        AND b.outcome = 'done' AND b.closed_at >= t.{0} AND b.closed_at < e.closed_at))"""

CASES = Forgetting(
    groups=(
        root(
            "mounting_mountingcase",
            since="t.closed_at",
            ended=f"""{_DONE_WITH} AND NOT EXISTS (
                SELECT FROM mounting_visitreport r WHERE r.case_id = t.id AND {_PENDING})""",
            whose="t.recipient_id = %(person)s",
        ),
        by("mounting_appointment", "mounting_mountingcase", "case_id"),
        Group(
            "mounting_ending",
            "id",
            f"""SELECT id FROM mounting_ending WHERE case_id = ANY(%(mounting_mountingcase)s)
            UNION ALL (SELECT t.id FROM mounting_ending t WHERE t.case_id IS NULL
            AND t.closed_at < %(before)s AND {_DONE_WITH}
            ORDER BY t.closed_at, t.id LIMIT %(most)s)""",
            "SELECT id FROM mounting_ending WHERE recipient_id = %(person)s",
        ),
        by("mounting_endingphoto", "mounting_ending", "ending_id"),
        by("mounting_visitreport", "mounting_mountingcase", "case_id"),
        by("mounting_visitreport_photos", "mounting_visitreport", "visitreport_id"),
    ),
    kinds=(
        "appointment_booked",
        "appointment_cancelled",
        "appointment_moved",
        "ending_closed",
        "ending_noted",
        "lock_kept",
        "mounting_case_closed",
        "mounting_case_opened",
        "mounting_with_alarm",
        "removal_confirmed",
        "removal_photo_dropped",
        "removal_photo_kept",
        "visit_reported",
        "visit_tried_again",
        "visit_trouble",
        "visit_trouble_seen",
    ),
    named=(
        ("case", "mounting_mountingcase"),
        ("appointment", "mounting_appointment"),
        ("ending", "mounting_ending"),
        ("report", "mounting_visitreport"),
    ),
)

# A full bag stays; so does the note of a key while its box is on a door.
PARTS = Forgetting(
    groups=(
        root("doors_bag", since="t.emptied_at", whose=_THEIRS.format("packed_at")),
        by("doors_part", "doors_bag", "bag_id"),
        by("doors_partnews", "doors_part", "part_id"),
        root(
            "doors_keynote",
            since="t.noted_at",
            ended="""NOT EXISTS (SELECT FROM doors_unit u WHERE u.lock_id = t.unit_id
                AND (u.home_id IS NOT NULL OR u.building_id IS NOT NULL))""",
            whose=_THEIRS.format("noted_at"),
        ),
    ),
    kinds=(
        "key_noted",
        "part_noted",
        "parts_not_back",
        "parts_packed",
        "parts_packed_again",
        "parts_put_back",
    ),
    named=(("bag", "doors_bag"),),
    about="""e.kind = 'key_noted' AND (told ->> 'lock', e.at) IN
        (SELECT unit_id, noted_at FROM doors_keynote WHERE id = ANY(%(doors_keynote)s))""",
)

# What a crew told that nobody could use, nor has looked at, keeps its order.
ORDERS = Forgetting(
    groups=(
        root(
            "mounting_workorder",
            since="t.done_at",
            ended=f"""NOT EXISTS (SELECT FROM mounting_visitreport r
                WHERE r.order_id = t.id AND {_PENDING})""",
            whose="t.home_id = ANY(%(homes)s)",
        ),
        root(
            "mounting_keyboxloss",
            since="coalesce(t.found_at, t.told_at)",
            ended="""NOT EXISTS (SELECT FROM mounting_keyboxloss_orders o
                WHERE o.keyboxloss_id = t.id
                AND NOT o.workorder_id = ANY(%(mounting_workorder)s))""",
            whose="t.home_id = ANY(%(homes)s)",
        ),
        Group(
            "mounting_keyboxloss_orders",
            "id",
            """SELECT id FROM mounting_keyboxloss_orders
            WHERE workorder_id = ANY(%(mounting_workorder)s)
            OR keyboxloss_id = ANY(%(mounting_keyboxloss)s)""",
        ),
        by("mounting_faultreport", "mounting_workorder", "order_id"),
        by("mounting_orderwork", "mounting_workorder", "order_id"),
        Group(
            "mounting_visitreport",
            "id",
            f"""SELECT id FROM mounting_visitreport WHERE order_id = ANY(%(mounting_workorder)s)
            UNION ALL (SELECT r.id FROM mounting_visitreport r
            WHERE r.case_id IS NULL AND r.order_id IS NULL AND r.stored_at < %(before)s
            AND NOT ({_PENDING}) ORDER BY r.stored_at, r.id LIMIT %(most)s)""",
            "SELECT id FROM mounting_visitreport WHERE order_id = ANY(%(mounting_workorder)s)",
        ),
        by("mounting_visitreport_photos", "mounting_visitreport", "visitreport_id"),
        # That a lock was silent too long is settled with the order that it led to.
        by("alarms_finding", "mounting_workorder", "order_id"),
        by("alarms_findingreceipt", "alarms_finding", "finding_id"),
        by("alarms_findingdeed", "alarms_finding", "finding_id"),
    ),
    kinds=(
        "fault_reported",
        "finding_closed",
        "finding_commented",
        "finding_noted",
        "key_box_found",
        "key_box_stolen",
        "order_worked_on",
        "visit_reported",
        "visit_tried_again",
        "visit_trouble",
        "visit_trouble_seen",
        "work_order_called_off",
        "work_order_done",
        "work_order_given",
        "work_order_opened",
        "work_order_taken",
    ),
    named=(
        ("order", "mounting_workorder"),
        ("loss", "mounting_keyboxloss"),
        ("report", "mounting_visitreport"),
        ("report", "mounting_faultreport"),
        ("finding", "alarms_finding"),
    ),
)

CONDITIONS = Forgetting(
    groups=(
        root(
            "doors_doorcondition",
            since="t.noted_at",
            ended=f"""{_DONE_WITH}
            AND NOT EXISTS (SELECT FROM doors_unit u WHERE u.building_id = t.building_id)
            AND NOT EXISTS (SELECT FROM damage_damage d
                WHERE d.home_id = t.home_id OR d.building_id = t.building_id)""",
            whose="t.home_id = ANY(%(homes)s)",
        ),
        by("doors_doorcondition_photos", "doors_doorcondition", "doorcondition_id"),
    ),
    kinds=("door_condition_noted",),
    about="""(coalesce(told ->> 'home', told ->> 'building')::uuid, e.at) IN
        (SELECT coalesce(home_id, building_id), noted_at FROM doors_doorcondition
        WHERE id = ANY(%(doors_doorcondition)s))""",
)

_BEHIND = "SELECT h.id FROM doors_home h WHERE h.id = t.home_id OR h.building_id = t.building_id"
# The seat of a board has no end of its own: it goes when no lock is there any more.
BOARDS = Forgetting(
    groups=(
        root(
            "doors_board",
            since="""greatest(t.recorded_at, (SELECT max(o.at) FROM doors_boardevent o
                WHERE o.board_id = t.id))""",
            ended=f"""NOT EXISTS (SELECT FROM doors_unit u
                WHERE u.building_id = t.building_id OR u.home_id IN ({_BEHIND}))
            AND NOT EXISTS (SELECT FROM mounting_mountingcase o
                WHERE o.closed_at IS NULL AND o.home_id IN ({_BEHIND}))
            AND NOT EXISTS (SELECT FROM mounting_workorder o WHERE o.done_at IS NULL
                AND (o.building_id = t.building_id OR o.home_id IN ({_BEHIND})))""",
            whose="t.home_id = ANY(%(homes)s)",
        ),
        by("doors_boardlink", "doors_board", "board_id"),
        by("doors_boardevent", "doors_board", "board_id"),
    ),
    kinds=(
        "board_link_made",
        "board_links_revoked",
        "board_recorded",
        *(f"board_{deed.value}" for deed in Deed),
    ),
    named=(("board", "doors_board"),),
)

_TOLD = """(SELECT s.version FROM intake_source s WHERE s.reference = 'Location/' || t.source_id)"""
_NOBODYS = """NOT EXISTS (SELECT FROM doors_home h
    WHERE h.building_id = t.id AND NOT h.id = ANY(%(doors_home)s))"""
HOMES = Forgetting(
    groups=(
        root("doors_home", since=_TOLD, whose="t.id = ANY(%(homes)s)"),
        root(
            "doors_building",
            since=_TOLD,
            ended=_NOBODYS,
            whose=f"""{_NOBODYS} AND EXISTS (SELECT FROM doors_home h
                WHERE h.building_id = t.id AND h.id = ANY(%(doors_home)s))""",
        ),
        Group(
            "intake_source",
            "reference",
            """SELECT reference FROM intake_source WHERE reference IN (
                SELECT 'Location/' || source_id FROM doors_home WHERE id = ANY(%(doors_home)s)
                UNION SELECT 'Location/' || source_id FROM doors_building
                WHERE id = ANY(%(doors_building)s))""",
        ),
    ),
    kinds=("home_in_use", "home_out_of_use", "home_placed", "own_letter_made"),
    named=(("home", "doors_home"),),
)

# Also one that nothing shows any more, since it was taken anew.
PHOTOS = Forgetting(groups=(root("doors_photo", since="t.kept_at"),))
