"""The lock's parts put together, and the two things every operation does: judge and record."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from elaas.lock import rules
from elaas.lock.clock import Clock
from elaas.lock.identity import Identity
from elaas.lock.journal import Journal
from elaas.lock.state import State
from elaas.lock.surroundings import Surroundings
from elaas.protocol.cose import PublicKey, sign1
from elaas.protocol.credential import Credential
from elaas.protocol.receipt import Outcome, Receipt
from elaas.protocol.update import NONCE

REFUSALS = 500  # unacknowledged receipts; a refusal beyond that is answered without one
QUIET = 60  # seconds between two receipts of outcome 7
NONCE_LIFE = 60  # seconds


class Reply(NamedTuple):
    """What the lock answers: how it went, and what there is to say (None: nothing)."""

    outcome: Outcome
    body: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One command, and who gives it."""

    operation: str  # "?" if it is none
    arguments: list[Any]
    credential: Credential | None  # as shown, if its signature holds
    proven: PublicKey  # the key proven in the handshake


@dataclass(slots=True, kw_only=True)
class Core:
    """Everything the lock has. Not shared between threads."""

    identity: Identity
    journal: Journal
    clock: Clock
    surroundings: Surroundings
    random: Callable[[int], bytes]
    nonce: tuple[bytes, float] | None = None  # of the latest status, and the ticks then
    last_unproven: float | None = None  # ticks of the last receipt of outcome 7

    def judge(self, call: Call, *, scope: str | None) -> Outcome:
        """All checks of the credential, in order; DONE: none refuses. May move the clock on."""
        shown = rules.Shown(
            credential=call.credential, proven=call.proven, lock_id=self.identity.lock_id
        )
        outcome = rules.whose(shown, now=self.now)
        if outcome is not Outcome.DONE or call.credential is None:
            return outcome
        self.clock.forward(call.credential.issued_at)
        return rules.when(call.credential, now=self.now or 0, state=self.journal.state, scope=scope)

    @property
    def now(self) -> int | None:
        """Unix seconds by the lock's clock, None: unknown."""
        reading = self.clock.now()
        return None if reading is None else reading.time

    def record(self, call: Call, outcome: Outcome, *, state: State | None = None) -> Reply:
        """Write a receipt, and the new state that belongs to it, durably; answer with it."""
        reading = self.clock.now()
        receipt = Receipt(
            lock_id=self.identity.lock_id,
            seq=self.journal.seq + 1,
            previous=self.journal.previous,
            time=self.journal.last_time if reading is None else reading.time,
            uncertainty=None if reading is None else reading.uncertainty,
            operation=call.operation,
            outcome=outcome,
            cti=None if call.credential is None else call.credential.cti,
            epoch=self.journal.state.epoch,
            battery=self.surroundings.battery,
        )
        signed = sign1(receipt.payload(), self.identity.receipt)
        self.journal.write(time=receipt.time, receipt=signed, state=state)
        return Reply(outcome, signed)

    def refuse(self, call: Call, outcome: Outcome) -> Reply:
        """Answer with `outcome`, and a receipt if refusals have room for one."""
        unproven = outcome is Outcome.NO_CREDENTIAL
        if self.journal.unacknowledged >= REFUSALS or (unproven and self._just_refused()):
            return Reply(outcome, None)
        reply = self.record(call, outcome)
        if unproven:
            self.last_unproven = self.clock.ticks()
        return reply

    def _just_refused(self) -> bool:
        last = self.last_unproven
        return last is not None and self.clock.ticks() - last < QUIET

    def fresh_nonce(self) -> bytes:
        """A nonce that `time` must answer within a minute; the one before no longer counts."""
        nonce = self.random(NONCE)
        self.nonce = nonce, self.clock.ticks()
        return nonce

    def nonce_age(self, nonce: bytes) -> float | None:
        """Seconds since this nonce was given out; None: it is old, or not the latest."""
        if self.nonce is None or self.nonce[0] != nonce:
            return None
        age = self.clock.ticks() - self.nonce[1]
        return age if age <= NONCE_LIFE else None
