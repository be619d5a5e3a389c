"""The phone: enrol, sync, and open or lock a door - with or without a server."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

from elaas.demo.phone import words
from elaas.demo.phone.bundle import BadBundle, Bundle, Key, NoKey
from elaas.demo.phone.opening import Answered, Measured, Opening, held_seqs
from elaas.demo.phone.server import Server, ServerRefused, Unreachable
from elaas.demo.phone.store import Store
from elaas.gateways.radio import LinkLost, NoRadio, OutOfRange, Radio
from elaas.protocol import air
from elaas.protocol.air import AttError
from elaas.protocol.cbor import Malformed
from elaas.protocol.label import is_label
from elaas.protocol.receipt import Outcome
from elaas.protocol.session import PhoneSession, WrongLock

MOST_AT_ONCE = 200  # receipts in one request
MOST_BYTES = 65_536  # of receipts in one request: 131 kB as JSON, where a server takes 4 MB

Tell = Callable[["Attempt"], Any]


class AlreadyEnrolled(Exception):
    """The folder holds an enrolled phone already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What came of an errand at a door. `done`: the lock did it, and its receipt proves it."""

    label: str
    operation: str
    at: datetime
    done: bool
    why: str  # not done, in plain words; empty if done
    outcome: Outcome | None = None  # None: the lock did not answer, or was not asked
    measured: Measured | None = None
    receipts: int = 0  # new in the phone

    def __str__(self) -> str:
        if not self.done or self.measured is None:
            return f"{self.label}: {self.why}"
        return (
            f"{self.label} {words.DONE[self.operation]} at {self.at.astimezone(words.HERE):%H:%M}, "
            f"{self.measured.milliseconds:.0f} ms ({self.measured.octets} bytes, "
            f"{self.measured.round_trips} round trips)"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Synced:
    """What a sync brought and took."""

    bundle: Bundle
    uploaded: int  # receipts the server took for the first time
    known: int
    refused: tuple[str, ...]  # reasons


class Phone:
    """One phone, living in a folder. Methods raise OSError, NotEnrolled or Damaged of its store."""

    def __init__(self, folder: Path) -> None:
        self.store = Store(folder)

    @classmethod
    async def enrol(cls, folder: Path, *, url: str, code: str) -> Self:
        """Make the folder the phone of the employee whose one-time code this is.

        Raises AlreadyEnrolled, Unreachable or ServerRefused; the key made for it is kept then.
        """
        phone = cls(folder)
        if phone.store.enrolled:
            raise AlreadyEnrolled(f"{folder} is an enrolled phone already.")
        answer = await Server(url=url).enrol(code=code, key=phone.store.ensure_key())
        try:
            account = {name: answer[name] for name in ("token", "phone", "employee")}
        except KeyError as error:
            raise Unreachable(f"{url} answers without {error}.") from error
        phone.store.save_account({"url": url, **account})
        return phone

    @property
    def server(self) -> Server:
        """The server this phone belongs to."""
        account = self.store.account()
        return Server(url=account["url"], token=account["token"])

    def bundle(self) -> Bundle:
        """What the last sync brought; empty if there has been none."""
        return Bundle.parse(self.store.bundle())

    async def sync(self) -> Synced:
        """Hand over receipts and attempts, and take today's bundle.

        Raises Unreachable: all is kept. ServerRefused: the phone is blocked, say; receipts went up
        all the same, if the server took them. BadBundle: the bundle before stays.
        """
        server, attempts = self.server, self.store.attempts()
        delivered = self.store.delivered()
        tally = _Tally()
        tally.refused += self._let_go()
        *full, last = batches(self.store.receipts())
        for batch in full:
            await self._upload(server, batch, [], tally=tally)
        try:
            answer = await server.sync(receipts=last, attempts=attempts, delivered=delivered)
        except ServerRefused:
            await self._upload(server, last, [], tally=tally)
            await self._upload(server, [], attempts, tally=tally)
            raise
        bundle = Bundle.parse(answer)
        self.store.save_bundle(answer)
        self._answered_for(last, attempts)
        self.store.drop_delivered(delivered)
        tally.add(answer.get("uploaded", {}))
        return Synced(
            bundle=bundle, uploaded=tally.stored, known=tally.known, refused=tuple(tally.refused)
        )

    async def operate(
        self,
        lock: str,
        *,
        radio: Radio,
        now: datetime,
        operation: str = air.OPEN,
        tell: Tell = lambda _attempt: None,
    ) -> Attempt:
        """Open, lock or release the lock with this id or printed label, by the last bundle.

        `tell` hears what came of it as soon as that is known: before the lock gets its news, and
        its journal and the connection are taken care of.
        Never raises for what happens at the door: the answer says it. Without a credential the
        phone refuses by itself, and the next sync tells the server which label was tried when.
        Raises BadBundle.
        """
        self.store.account()  # a folder that is no phone refuses nothing, and remembers nothing
        entry = self.bundle().key(lock, now=now, service=operation == air.RELEASE)
        if isinstance(entry, NoKey):
            attempt = self._turn_away(entry, now=now, operation=operation)
            tell(attempt)
            return attempt
        before = len(self.store.receipts())
        nothing = Attempt(label=entry.lock.lock_id, operation=operation, at=now, done=False, why="")
        attempt = await self._at_the_door(entry, radio=radio, nothing=nothing, tell=tell)
        return replace(attempt, receipts=len(self.store.receipts()) - before)

    def _turn_away(self, missing: NoKey, *, now: datetime, operation: str) -> Attempt:
        if is_label(missing.label):  # what else somebody may type is on no door
            attempt = {"id": str(uuid4()), "label": missing.label, "reason": missing.reason}
            self.store.keep_attempt({**attempt, "at": now.isoformat()})
        why = words.no_key(missing, now=now)
        return Attempt(label=missing.label, operation=operation, at=now, done=False, why=why)

    async def _at_the_door(
        self, entry: Key, *, radio: Radio, nothing: Attempt, tell: Tell
    ) -> Attempt:
        """What came of it, told already; `nothing` is how things stand before."""
        told: list[Attempt] = []

        def hear(answered: Answered) -> None:
            told.append(_attempt(nothing, answered))
            tell(told[0])

        opening = self._opening(entry, nothing.operation)
        try:
            async with radio.connect(entry.lock.label) as link:
                await opening.at(link, tell=hear)
        except (NoRadio, LinkLost, AttError, WrongLock, Malformed, OutOfRange) as error:
            if not told:
                told.append(replace(nothing, why=_why(error, entry.lock.lock_id)))
                tell(told[0])
        return told[0]

    def _opening(self, entry: Key, operation: str) -> Opening:
        async def ask_time(nonce: bytes) -> bytes | None:
            try:
                return await self.server.time(lock_id=entry.lock.lock_id, nonce=nonce)
            except (Unreachable, ServerRefused):
                return None

        return Opening(
            phone=PhoneSession(
                key=self.store.key(), lock_id=entry.lock.lock_id, lock_key=entry.lock.dh
            ),
            entry=entry,
            operation=operation,
            keep=self.store.keep_receipts,
            delivered=lambda: self.store.keep_delivered(entry.lock.lock_id, entry.lock.update),
            ask_time=ask_time,
            held=held_seqs(self.store.receipts(), entry.lock),
        )

    def _let_go(self) -> list[str]:
        """Drop what is too long for a receipt; answers with a reason for each."""
        junk = {one for one in self.store.receipts() if len(one) > air.MAX_VALUE}
        if junk:
            self.store.drop_receipts(junk)
        return ["it is longer than a receipt can be"] * len(junk)

    async def _upload(
        self,
        server: Server,
        receipts: list[bytes],
        attempts: list[dict[str, str]],
        *,
        tally: "_Tally",
    ) -> None:
        tally.add(await server.upload(receipts=receipts, attempts=attempts))
        self._answered_for(receipts, attempts)

    def _answered_for(self, receipts: list[bytes], attempts: list[dict[str, str]]) -> None:
        self.store.drop_receipts(set(receipts))
        self.store.drop_attempts({one["id"] for one in attempts})


class _Tally:
    """What the server said of the receipts, over several requests."""

    def __init__(self) -> None:
        self.stored = 0
        self.known = 0
        self.refused: list[str] = []

    def add(self, uploaded: dict[str, Any]) -> None:
        try:
            self.stored += int(uploaded["stored"])
            self.known += int(uploaded["known"])
            self.refused += [str(one["reason"]) for one in uploaded["refused"]]
        except (KeyError, TypeError, ValueError) as error:
            raise BadBundle(f"The server does not say what it took: {error!r}.") from error


def batches(receipts: list[bytes]) -> Iterator[list[bytes]]:
    """The receipts in lists that fit a request; at least one list."""
    batch: list[bytes] = []
    room = MOST_BYTES
    for receipt in receipts:
        room -= len(receipt)
        if room < 0 or len(batch) == MOST_AT_ONCE:
            yield batch
            batch, room = [], MOST_BYTES - len(receipt)
        batch.append(receipt)
    yield batch


def _attempt(nothing: Attempt, answered: Answered) -> Attempt:
    """What the lock answered, in place of nothing."""
    done = answered.proven and answered.outcome is Outcome.DONE
    why = words.OUTCOMES[answered.outcome]
    if not answered.proven and answered.outcome is not Outcome.DONE:
        why += f" {words.UNPROVEN}"
    return replace(
        nothing,
        done=done,
        why="" if done else why,
        outcome=answered.outcome,
        measured=answered.measured,
    )


def _why(error: Exception, lock_id: str) -> str:
    match error:
        case AttError():
            return words.ERRORS[error.code]
        case WrongLock():
            return f"Another lock answers, not {lock_id}; nothing was told to it."
        case OutOfRange():
            return f"{error} Knock on the door to wake it."
        case Malformed():
            return f"The lock answers nonsense ({error})."
    return str(error)
