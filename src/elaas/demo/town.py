"""A simulated town: its doors, who lives behind them, and who works there.

Twelve doors with a lock: two buildings with a common entrance and three houses; and two doors
without. The same people live and work there every day; export.py plans their day.
"""

from dataclasses import dataclass
from datetime import date
from uuid import NAMESPACE_DNS, uuid5

from elaas.demo.numbers import synthetic_number

SERVICES = {
    "hjemmesykepleie": "Hjemmesykepleie",
    "praktisk-bistand": "Praktisk bistand",
    "matombringing": "Matombringing",
    "velferdsteknologi": "Velferdsteknologi",
}


@dataclass(frozen=True, slots=True)
class Door:
    """A door with its lock. `place` names the building or home in the care system."""

    lock_id: str
    place: str

    @property
    def label(self) -> str:
        """The digits printed on the lock."""
        return self.lock_id.removeprefix("L-")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody; `where`: the home of a recipient, the service of an employee."""

    name: str
    where: str
    born: date = date(1939, 5, 17)


@dataclass(frozen=True, slots=True)
class Kin:
    """A next of kin; `mobile`: as the contact register has it, empty if it has none."""

    name: str
    national_id: str
    mobile: str


BUILDINGS = {
    "kongens": ("Kongens gate 12", "7012"),
    "elgeseter": ("Elgeseter gate 71", "7030"),
}
# Where they are: latitude and longitude, of buildings and homes that stand by themselves.
POSITIONS = {
    "kongens": (63.4305, 10.3951),
    "elgeseter": (63.4183, 10.3968),
    "ila": (63.4309, 10.3701),
    "persaun": (63.4330, 10.4440),
    "kirke": (63.4346, 10.4113),
    "innherred": (63.4352, 10.4215),
    "strind": (63.4207, 10.4281),
}
# What the care system has noted about doors, of buildings and homes.
NOTES = {
    "elgeseter": "Inngangen er på baksiden.",
    "elgeseter-1": "Bank hardt, hun hører dårlig.",
    "persaun": "Ring på først.",
}
HOMES = {
    "kongens-1": ("Kongens gate 12", "H0101", "7012"),
    "kongens-2": ("Kongens gate 12", "H0102", "7012"),
    "kongens-3": ("Kongens gate 12", "H0201", "7012"),
    "kongens-4": ("Kongens gate 12", "H0203", "7012"),
    "elgeseter-1": ("Elgeseter gate 71", "H0101", "7030"),
    "elgeseter-2": ("Elgeseter gate 71", "H0201", "7030"),
    "elgeseter-3": ("Elgeseter gate 71", "H0202", "7030"),
    "ila": ("Ila 110", "", "7018"),
    "persaun": ("Persaunvegen 78", "", "7046"),
    "kirke": ("Kirkegata 20", "", "7014"),
    # No lock is on these two yet.
    "kongens-5": ("Kongens gate 12", "H0204", "7012"),
    "moholt": ("Moholt allé 3", "", "7050"),
    "innherred": ("Innherredsveien 25", "", "7014"),
    "strind": ("Strindvegen 3", "", "7052"),
}
DOORS = tuple(
    Door(f"L-{number:04}", place)
    for number, place in enumerate(
        (
            *("kongens", "kongens-1", "kongens-2", "kongens-3", "kongens-4"),
            *("elgeseter", "elgeseter-1", "elgeseter-2", "elgeseter-3"),
            *("ila", "persaun", "kirke"),
        ),
        start=1,
    )
)
# What lies in the van of the crew that the patrol's person drives with, new from the factory.
VAN = "van"
SPARES = tuple(Door(f"L-{number:04}", VAN) for number in (21, 22))
RECIPIENTS = {
    "turid": Person("Turid Bakken", "elgeseter-1", date(1938, 7, 22)),
    "knut": Person("Knut Nilsen", "elgeseter-2", date(1941, 2, 11)),
    "solveig": Person("Solveig Berg", "elgeseter-3", date(1935, 11, 3)),
    "arne": Person("Arne Dahl", "kongens-1", date(1944, 1, 30)),
    "inger": Person("Inger Lund", "kongens-2", date(1936, 9, 9)),
    "odd": Person("Odd Moen", "kongens-3", date(1940, 4, 18)),
    "astrid": Person("Astrid Vik", "kongens-4", date(1933, 12, 24)),
    "bjorn": Person("Bjørn Hagen", "ila", date(1946, 6, 6)),
    "maret": Person("Máret Sara", "persaun", date(1942, 3, 15)),
    "einar": Person("Einar Strand", "kirke", date(1937, 8, 27)),
    "liv": Person("Liv Aas", "kongens-5", date(1939, 3, 3)),
    "gunnar": Person("Gunnar Eide", "moholt", date(1943, 10, 2)),
    "gerd": Person("Gerd Holm", "innherred", date(1943, 10, 12)),
    "leif": Person("Leif Myhre", "strind", date(1939, 1, 8)),
}
EMPLOYEES = {
    "kari": Person("Kari Nordmo", "hjemmesykepleie"),
    "ola": Person("Ola Haugen", "hjemmesykepleie"),
    "marit": Person("Marit Solberg", "hjemmesykepleie"),
    "amina": Person("Amina Hussein", "praktisk-bistand"),
    "jonas": Person("Jonas Lie", "matombringing"),
    "per": Person("Per Aune", "velferdsteknologi"),
}
# By the recipient whose next of kin it is. No Norwegian number begins with 0.
KIN = {
    "turid": Kin("Ingrid Bakken", synthetic_number(date(1966, 4, 2), 100), "+4700000101"),
    "astrid": Kin("Ingrid Vik", synthetic_number(date(1961, 10, 30), 100), ""),
    "gerd": Kin("Nina Holm", synthetic_number(date(1970, 2, 14), 100), "+4700000102"),
}
# Crews of Trygghetspatruljen, and where their cars stand.
CREWS = {"Lag 1": (63.4225, 10.3950), "Lag 2": (63.4360, 10.4300)}
# The crew that is out now, whatever the hour; nobody books it. And at whose home it is to mount.
CREW_NOW, MOUNTS_NOW = "Lag 3", "liv"
# Who works at Trygghetspatruljen: mounts, answers alarms, and books for people on the phone.
PATROL = "per"
# Whose services have ended: her lock is to be taken down.
ENDED = "inger"
# Who is to get eLås and books a time for it; True: and a safety alarm in the same visit.
TO_MOUNT = {"gerd": False, "leif": True}
# What the contact register knows of the recipients; of the others it has nothing.
MOBILES = {
    "turid": "+4700000201",
    "knut": "+4700000202",
    "solveig": "+4700000203",
    "astrid": "",
    "inger": "+4700000205",
    "maret": "+4700000206",
    "einar": "+4700000207",
}
UNCONFIRMED = ("knut",)
RESERVED = ("solveig",)
# Strengt fortrolig: her address is shown only while somebody's assignment there is open.
PROTECTED = "maret"

TOWN = uuid5(NAMESPACE_DNS, "demo.elaas.example")


def key_of(name: str) -> str:
    """The care system's id of whoever or whatever has this name in the town; always the same."""
    return str(uuid5(TOWN, name))


def number_of(employee: str) -> str:
    """The employee number of one of EMPLOYEES."""
    return f"TK{100 + list(EMPLOYEES).index(employee)}"


def national_id_of(recipient: str) -> str:
    """The national identity number of one of RECIPIENTS: a synthetic one."""
    return synthetic_number(RECIPIENTS[recipient].born, 100)


def citizens() -> dict[str, str]:
    """Recipients and next of kin, by national identity number, as the login shows them."""
    people = {national_id_of(key): person.name for key, person in RECIPIENTS.items()}
    kin = {
        one.national_id: f"{one.name}, pårørende til {RECIPIENTS[key].name}"
        for key, one in KIN.items()
    }
    return people | kin
