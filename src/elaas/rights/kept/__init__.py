"""What is kept for a time, and goes then: the rows, and the entries of the ledger about them.

Declarative: `rights.operations` does it. A group's rows are found after those of the groups before
it, whose keys it may name; they go in the opposite order.
"""

from collections.abc import Mapping

from elaas.rights.kept import doors, people, said
from elaas.rights.kept.shape import Forgetting, Group, Kept
from elaas.rights.kept.stays import ENTRIES, LAW, STAYS
from elaas.rights.kept.visits import VISITS

__all__ = [
    "ENTRIES",
    "FORGETTING",
    "LAW",
    "LOOSE",
    "PHOTOS_OF",
    "STAYS",
    "Forgetting",
    "Group",
    "Kept",
]

FORGETTING: Mapping[Kept, Forgetting] = {
    Kept.VISITS: VISITS,
    Kept.MESSAGES: said.MESSAGES,
    Kept.LOOKS: said.LOOKS,
    Kept.QUESTIONS: said.QUESTIONS,
    Kept.DAMAGE: people.DAMAGE,
    Kept.PARTS: doors.PARTS,
    Kept.CASES: doors.CASES,
    Kept.ORDERS: doors.ORDERS,
    Kept.CONDITIONS: doors.CONDITIONS,
    Kept.BOARDS: doors.BOARDS,
    Kept.HOMES: doors.HOMES,
    Kept.KIN: people.KIN,
    Kept.RECIPIENTS: people.RECIPIENTS,
    Kept.SHIFTS: people.SHIFTS,
    Kept.PHONES: people.PHONES,
    Kept.EMPLOYEES: people.EMPLOYEES,
    Kept.IMPORTS: people.IMPORTS,
    Kept.LOGINS: said.LOGINS,
    Kept.PHOTOS: doors.PHOTOS,
}

# Columns that name somebody and are no foreign keys.
LOOSE = (
    ("access_question", "by_id"),
    ("clients_clientlook", "recipient"),
    ("damage_damage", "reported_by_id"),
    ("damage_damagecomplaint", "by_id"),
    ("doors_boardevent", "by"),
    ("doors_doorcondition", "noted_by"),
    ("mounting_appointment", "booked_by_id"),
    ("mounting_appointment", "cancelled_by_id"),
    ("mounting_ending", "confirmed_id"),
    ("mounting_faultreport", "by_id"),
    ("people_kindecision", "by_id"),
)

# Where photos are shown: the group, and its column that names one.
PHOTOS_OF = (
    ("damage_damage_photos", "photo_id"),
    ("doors_bag", "photo_id"),
    ("doors_doorcondition_photos", "photo_id"),
    ("mounting_ending", "signature_id"),
    ("mounting_endingphoto", "photo_id"),
    ("mounting_visitreport_photos", "photo_id"),
)
