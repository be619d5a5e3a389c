"""The town's crews, who waits for eLås, and who books for them on the phone."""

from datetime import datetime, time

from elaas.demo.town import CREWS, PATROL, RECIPIENTS, TO_MOUNT, key_of
from elaas.doors.queries import place_named
from elaas.mounting.operations.cases import open_case
from elaas.mounting.operations.crews import record_crew
from elaas.mounting.rules import Hours, Place
from elaas.people.grants import GrantedRole
from elaas.people.operations.grants import grant_role
from elaas.people.queries import employee_named, recipient_with_source

HOURS = [
    hours
    for weekday in range(5)
    for hours in (Hours(weekday, time(8), time(11, 30)), Hours(weekday, time(12), time(15, 30)))
]


def prepare(*, now: datetime) -> None:
    """Everything is there afterwards; once more changes nothing that somebody has done since."""
    for name, (latitude, longitude) in CREWS.items():
        record_crew(name=name, base=Place(latitude, longitude), hours=HOURS, now=now)
    for key, with_alarm in TO_MOUNT.items():
        home = place_named(key_of(RECIPIENTS[key].where)).home
        if home is not None:
            recipient = recipient_with_source(key_of(key))
            open_case(recipient=recipient, home=home, with_alarm=with_alarm, now=now)
    grant_role(employee=employee_named(key_of(PATROL)), role=GrantedRole.INSTALLER, now=now)
