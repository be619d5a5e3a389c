"""A visit from import to log, told in the terminal; a step that does something else ends it."""

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
from django.conf import settings

from elaas.access.operations.questions import ask
from elaas.access.queries import bundle, journals
from elaas.access.queries.pages.recipient import recipient_page
from elaas.alarms.operations.audits import note_audit
from elaas.audit.queries import everything
from elaas.demo import export, mounting
from elaas.demo.clock import now
from elaas.demo.ending import end_services
from elaas.demo.needs import state_needs
from elaas.demo.people import Worker
from elaas.demo.phone.phone import Attempt
from elaas.demo.street import Street
from elaas.demo.town import (
    CREW_NOW,
    DOORS,
    EMPLOYEES,
    ENDED,
    MOUNTS_NOW,
    RECIPIENTS,
    SPARES,
    TO_MOUNT,
    key_of,
)
from elaas.doors import label
from elaas.doors import queries as doors
from elaas.intake.operations.importing import import_bundle
from elaas.jobs.unit_mount import mount
from elaas.ledger import signer
from elaas.ledger.operations.sequence import publish
from elaas.people import queries as people
from elaas.people.actors import Actor, ActorKind
from elaas.protocol.receipt import Outcome

HERE = ZoneInfo("Europe/Oslo")
ENTRANCE, FLAT = "L-0006", "L-0007"
VISITED = "turid"
_NOW = RECIPIENTS[MOUNTS_NOW].name
_QUESTION = "Hvem var det som ikke kom inn, og hvorfor prøvde de?"


class StepFailed(Exception):
    """A step of the story did something else than it says."""


class Story:
    """Kari visits Turid; Ola has no business there, until he has."""

    def __init__(self, *, street: Street, phones: Path, url: str) -> None:
        self._street = street
        self._phones = phones
        self._url = url

    def play(self) -> None:
        """All of it, in order. Raises StepFailed."""
        self._import_the_day()
        self._the_needs_are_stated()
        self._mount_the_locks()
        self._a_lock_is_to_come_down()
        kari, ola = self._worker("kari"), self._worker("ola")
        self._kari_opens(kari)
        self._ola_is_refused(ola)
        self._a_copied_credential_is_refused(kari, ola)
        self._the_visit_goes_to_ola(kari, ola)
        self._the_lock_loses_its_clock(ola)
        self._the_receipts_are_in_the_log(kari, ola)
        self._turid_sees_who_came(kari)
        self._turid_asks_who_tried()
        self._the_log_is_whole()

    def _import_the_day(self) -> None:
        report = import_bundle(export.town(now()), now=now())
        for one in report.rejected:
            tell(f"cannot be used: {one.reference}: {one.reason}")
        met = report.outcomes["Appointment"]
        imported = met["created"] + met["changed"]
        tell(
            f"imported {imported} assignments for {len(RECIPIENTS)} recipients "
            f"and {len(EMPLOYEES)} employees"
        )
        expect(imported > 0, "assignments are imported")
        expect(len(report.rejected) == 1, "the visit without an end is reported")
        mounting.prepare(now=now())
        waiting = " and ".join(RECIPIENTS[key].name for key in TO_MOUNT)
        tell(f"{waiting} are to get eLås, and can book a time")
        papers = [label.parse(self._street.label(one.lock_id).read_bytes()) for one in SPARES]
        mounting.send_out(papers, now=now())
        tell(f"{CREW_NOW} is out with {len(papers)} new locks, and mounts at {_NOW}'s home now")

    def _the_needs_are_stated(self) -> None:
        stated = state_needs(now=now())
        tell(f"a coordinator has told of {stated} situations; see {self._url}coordinator/")

    def _mount_the_locks(self) -> None:
        on_doors = doors.units(lock_ids=[door.lock_id for door in DOORS]).by_lock_id
        for door in DOORS:
            if door.lock_id not in on_doors or not on_doors[door.lock_id].mounted:
                self._street.door(door.lock_id).knock()
                paper = label.parse(self._street.label(door.lock_id).read_bytes())
                mount(paper, place=key_of(door.place), radio=self._street.radio_name)
            claimed = self._street.show(door.lock_id)["claimed"]
            expect(claimed, f"{door.lock_id} is claimed")
        tell(f"{len(DOORS)} locks are on their doors, claimed over Bluetooth, asleep")

    def _a_lock_is_to_come_down(self) -> None:
        end_services(url=self._url, now=now())
        who = RECIPIENTS[ENDED].name
        tell(f"the services of {who} have ended, and her lock is to come down")

    def _worker(self, key: str) -> Worker:
        worker = Worker(key, folder=self._phones, street=self._street, url=self._url)
        visits = len(worker.sync().bundle.visits)
        tell(f"{worker.name}'s phone has synced: {visits} visits")
        return worker

    def _kari_opens(self, kari: Worker) -> None:
        for lock_id in (ENTRANCE, FLAT):
            opened(kari, kari.open(lock_id))
            expect(self._street.show(lock_id)["bolt"] == "open", f"the bolt of {lock_id} is open")

    def _ola_is_refused(self, ola: Worker) -> None:
        refused(ola, ola.open(FLAT))
        expect(len(ola.store.attempts()) > 0, "the attempt is remembered")

    def _a_copied_credential_is_refused(self, kari: Worker, ola: Worker) -> None:
        stolen = kari.key_to(FLAT)
        if stolen is None:
            raise StepFailed("Kari's phone holds a credential for the flat")
        outcome = ola.open_with(stolen)
        tell(f"{ola.name} tries a copy of {kari.name}'s credential at {FLAT}: the lock refuses it")
        expect(outcome is Outcome.OTHER_KEY, "the lock knows that it is another phone")

    def _the_visit_goes_to_ola(self, kari: Worker, ola: Worker) -> None:
        moved = export.bundle([export.story_visit("ola", now())], now())
        report = import_bundle(moved, now=now())
        revoked = report.totals["credentials_revoked"]
        tell(f"the visit is Ola's now: {revoked} of {kari.name}'s credentials revoked")
        expect(revoked == len((ENTRANCE, FLAT)), "both of the visit's credentials are revoked")
        ola.sync()
        for lock_id in (ENTRANCE, FLAT):
            opened(ola, ola.open(lock_id))
        late = kari.open(FLAT)  # her phone has not heard; the lock has, from Ola's
        refused(kari, late)
        expect(late.outcome is Outcome.REVOKED, "the lock knows that it is revoked")

    def _the_lock_loses_its_clock(self, ola: Worker) -> None:
        self._street.cut_power(FLAT)
        expect(self._street.show(FLAT)["clock"] is None, "the clock is lost with the power")
        tell(f"{FLAT} had a power cut and does not know the time; {ola.name}'s phone fetches it")
        opened(ola, ola.open(FLAT))

    def _the_receipts_are_in_the_log(self, kari: Worker, ola: Worker) -> None:
        brought = kari.sync().uploaded + ola.sync().uploaded
        tell(f"{brought} receipts are in the log")
        for lock_id in (ENTRANCE, FLAT):
            last = self._street.show(lock_id)["seq"]
            complete = bundle.conditions([lock_id], now=now())[lock_id].acknowledged
            tell(f"  {lock_id}: {complete} of {last}, each chained to the one before")
            expect(complete == last, f"the journal of {lock_id} is complete")
        expect(not journals.gaps(), "no receipt is missing")
        expect(not journals.incidents(), "every opening is explained by an assignment")

    def _turid_sees_who_came(self, kari: Worker) -> None:
        turid = people.recipient_with_source(key_of(VISITED))
        address = f"{self._url}recipient/{turid}/"
        page = httpx.get(address, timeout=10)
        shown = kari.badge
        tell(f"{RECIPIENTS[VISITED].name} sees that {shown} was there: {address}")
        expect(page.is_success and shown in page.text, "her page shows who came")

    def _turid_asks_who_tried(self) -> None:
        turid = people.recipient_with_source(key_of(VISITED))
        seen = recipient_page(turid, since=now() - timedelta(hours=1), before=None, now=now())
        tried = [use for use in seen.uses if not use.done] if seen else []
        expect(tried, "her page shows who tried and was refused")
        by, within = Actor(ActorKind.RECIPIENT, turid), settings.ANSWER_WITHIN
        ask(recipient=turid, about=tried[0].id, text=_QUESTION, by=by, within=within, now=now())
        tell(f"she asks who it was; the coordinator has {within.days} days to answer")

    def _the_log_is_whole(self) -> None:
        log = signer.load()
        head = publish(signer=log, now=now())
        with everything.snapshot():
            found = list(everything.faults(log=log.key))
        note_audit(faults=len(found), outside=0, now=now())
        expect(not found, "the audit finds nothing that was changed or is not explained")
        tell(f"the log has {head.size} entries, and the audit finds each as it was written")


def tell(what: str) -> None:
    """One line, with the time."""
    print(f"{now().astimezone(HERE):%H:%M:%S}  {what}", flush=True)


def opened(worker: Worker, attempt: Attempt) -> None:
    """Tell of an opening; raises StepFailed if the door stayed shut."""
    tell(f"{worker.name}'s phone: {attempt}")
    expect(attempt.done, f"{worker.name}'s phone opens {attempt.label}")


def refused(worker: Worker, attempt: Attempt) -> None:
    """Tell of a refusal; raises StepFailed if the door opened."""
    tell(f"{worker.name}'s phone is refused: {attempt}")
    expect(not attempt.done, f"{worker.name}'s phone does not open {attempt.label}")


def expect(kept: object, what: str) -> None:
    """Raise StepFailed unless `kept`."""
    if not kept:
        raise StepFailed(what)
