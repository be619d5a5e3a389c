"""All that may come to be kept about one person, from the first day to the last."""

from datetime import timedelta

from elaas.access.operations.questions import answer, ask
from elaas.damage.rules import Outcome
from elaas.demo import export
from elaas.demo.town import key_of
from elaas.doors.models import Bag, Home, Photo
from elaas.doors.operations.boards import Contact, record_board
from elaas.doors.operations.parts import Packed, Packing, empty_bag, pack_bag
from elaas.doors.operations.units import prepare_release, unit_released
from elaas.intake.operations.importing import import_bundle
from elaas.mounting.models import Ending, EndingPhoto, WorkOrder
from elaas.mounting.operations.faults import report_fault
from elaas.mounting.operations.work import Done, note_work
from elaas.mounting.service import Fault, Work
from elaas.mounting.told_faults import Told
from elaas.people.actors import Actor, ActorKind
from elaas.people.looks import Because, Reason, Seen, What
from elaas.people.models import Recipient
from elaas.people.operations.kin_rights import NewKin, name_kin
from elaas.people.operations.looks import look
from elaas.people.rights import Right
from tests import damages, make
from tests.audit.town import LATER, LOCK, NOW, build, employee
from tests.pictures import taken

OVER = LATER + timedelta(days=30)


def bjorn() -> Recipient:
    return Recipient.objects.get(source_id=key_of("bjorn"))


def ila() -> Home:
    return Home.objects.get(source_id=key_of("ila"))


def lived() -> Recipient:
    """Bjørn has a lock, visits, a question, damage, a fault, kin and a landlord."""
    build()
    person, home = bjorn(), ila()
    by = Actor(ActorKind.RECIPIENT, person.id)
    make.make_decision(person, NOW)
    name_kin(
        recipient=person.id,
        who=NewKin(given="Berit", family="Hagen", national_id="02846610012"),
        may=[Right.BOOK],
        by=by,
        now=NOW,
    )
    damages.make_condition(home=home, photos=[taken()], now=NOW)
    seen = [Seen(person.id, Reason(Because.ASKED))]
    look(employee=employee("kari").id, seen=seen, what=What.CASE, now=LATER)
    contact = Contact(name="Utleier", email="", post_address="Ila 1", language="nb")
    record_board(home=home.id, contact=contact, by=None, now=NOW)
    packing = Packing(label="1", place="Boden", parts=[Packed("Ring", 1)], photo=taken())
    pack_bag(lock_id=LOCK, packing=packing, by=None, now=NOW)
    _asked_and_answered(person, by)
    _mended(by)
    damage = damages.make_damage(person, home=home, photos=[taken()])
    damages.make_ruling(damage, outcome=Outcome.NOBODY, now=LATER)
    return person


def _asked_and_answered(person: Recipient, by: Actor) -> None:
    within = timedelta(days=5)
    one = {"recipient": person.id, "about": f"{LOCK}.1", "text": "Hvem?", "by": by}
    question = ask(**one, within=within, now=LATER)  # type: ignore[arg-type]
    answer(question=question, text="Ola.", by=None, texts={"nb": "Svar."}, now=LATER)


def _mended(by: Actor) -> None:
    order = report_fault(
        told=Told(lock_id=LOCK, fault=Fault.OTHER, kind=by.kind, by=by.id), now=NOW
    )
    note_work(order=order, done=Done(work=Work.BATTERY, works=True), by=None, now=LATER)


def over(person: Recipient) -> None:
    """Services end, the lock is taken down, and the parts are in the door again."""
    told = [export.recipient("bjorn", OVER, active=False)]
    import_bundle(export.bundle(told, OVER), now=OVER)
    empty_bag(bag=Bag.objects.get(unit=LOCK).id, by=None, now=OVER)
    prepare_release(lock_id=LOCK, now=OVER)
    unit_released(lock_id=LOCK, now=OVER)
    WorkOrder.objects.filter(done_at=None).update(done_at=OVER, called_off=True)
    ending = Ending.objects.get(recipient=person)
    photo = Photo.objects.create(content=taken(), kept_at=OVER)
    EndingPhoto.objects.create(ending=ending, photo=photo)
    case = make.make_case(person, home=ila(), task="remove", closed_at=OVER)
    Ending.objects.filter(id=ending.id).update(
        case=case,
        closed_at=OVER,
        outcome="done",
        confirmed_at=OVER,
        confirmed_how="page",
        confirmed_kind="recipient",
        confirmed_id=person.id,
    )
