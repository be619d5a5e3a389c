"""What else happens in the town: phones and units come and go, and people look, ask and answer."""

from datetime import timedelta

from joserfc.jwk import ECKey

from elaas.access.models import Assignment
from elaas.access.operations.phones import block_phone, enrol_phone
from elaas.access.operations.questions import answer, answer_on_paper, ask
from elaas.clients.operations import add_client, withdraw_client
from elaas.doors.label import Label
from elaas.doors.models import Home
from elaas.doors.operations.units import (
    mount_unit,
    raise_epoch,
    register_unit,
    unit_claimed,
    unit_lost,
)
from elaas.people.actors import Actor, ActorKind
from elaas.people.looks import Because, Reason, Seen, What
from elaas.people.models import Recipient
from elaas.people.operations.looks import look
from elaas.people.operations.phones import invite
from elaas.people.phones import Blocked
from elaas.protocol.cose import PrivateKey
from tests.audit.town import LATER, LOCK, employee

OTHER_LOCK = "L-0011"


def happen() -> None:
    """By operations alone."""
    _a_phone_is_blocked()
    _a_unit_is_stolen()
    _somebody_looks_and_is_asked_why()
    _another_system_may_ask_no_more()


def _a_phone_is_blocked() -> None:
    code = invite(employee=employee("kari").id, now=LATER)
    enrolled = enrol_phone(code=code, key=PrivateKey.generate().public_key, now=LATER)
    block_phone(phone=enrolled.phone, because=Blocked.LOST, now=LATER)


def _a_unit_is_stolen() -> None:
    dh, receipt = (PrivateKey.generate().public_key for _ in range(2))
    label = Label(lock_id=OTHER_LOCK, label="0011", dh=dh, receipt=receipt, claim_secret=bytes(16))
    register_unit(label=label, now=LATER)
    unit_claimed(lock_id=OTHER_LOCK, now=LATER)
    home = Home.objects.filter(units=None).first()
    assert home is not None
    mount_unit(lock_id=OTHER_LOCK, home=home.id, now=LATER)
    raise_epoch(lock_id=OTHER_LOCK, now=LATER)
    unit_lost(lock_id=OTHER_LOCK, now=LATER)


def _somebody_looks_and_is_asked_why() -> None:
    visit = Assignment.objects.filter(withdrawn_at=None).exclude(recipient=None).first()
    assert visit is not None
    assert visit.recipient is not None
    bjorn: Recipient = visit.recipient
    why = Reason(Because.ASSIGNMENT, visit.id)
    look(employee=visit.employee_id, seen=[Seen(bjorn.id, why)], what=What.DAY, now=LATER)
    by = Actor(kind=ActorKind.RECIPIENT, id=bjorn.id)
    about, days = f"{LOCK}.1", timedelta(days=5)
    asked = ask(recipient=bjorn.id, about=about, text="Hvorfor?", by=by, within=days, now=LATER)
    answer(question=asked, text="Et besøk.", by=None, texts={"nb": "Svar"}, now=LATER)
    answer_on_paper(question=asked, by=None, now=LATER)


def _another_system_may_ask_no_more() -> None:
    for name in ("Portal", "Fagsystem"):
        key = ECKey.generate_key("P-256", parameters={"kid": name})
        jwks = {"keys": [key.as_dict(private=False)]}
        add_client(name=name, jwks=jwks, scopes="system/Device.rs", now=LATER)
    withdraw_client(name="Portal", now=LATER)
