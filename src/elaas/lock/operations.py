"""What a lock can be asked to do: one function an operation, from a call to a reply.

A function raises Malformed, before it has done anything, for arguments that are not as they
should be; `execute` turns that into outcome 7.
"""

import hmac
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from elaas.lock import rules
from elaas.lock.core import Call, Core, Reply
from elaas.lock.journal import RING
from elaas.lock.state import Authority, State, fresh_address
from elaas.lock.surroundings import Bolt
from elaas.protocol import air, cbor
from elaas.protocol.air import Status
from elaas.protocol.cbor import Malformed, octets, uint
from elaas.protocol.cose import PublicKey
from elaas.protocol.credential import OPEN, SERVICE
from elaas.protocol.label import CLAIM_SECRET
from elaas.protocol.receipt import UNKNOWN_OPERATION, Outcome, digest
from elaas.protocol.update import Time, Update

LOWEST_BATTERY = 5  # per cent: below this the motor may stop half way
# A page of receipts, with its array head and outcome, sealed and in one attribute value:
# frame byte, COSE_Encrypt0 head, byte string head, tag, and `[0, [...]]` around the receipts.
PAGE = air.MAX_VALUE - 1 - 6 - 3 - 16 - 3


def execute(core: Core, call: Call) -> Reply:
    """Do what the call asks, or refuse it."""
    try:
        return OPERATIONS.get(call.operation, unknown)(core, call)
    except Malformed:
        return core.refuse(call, Outcome.NO_CREDENTIAL)


def unknown(core: Core, call: Call) -> Reply:
    """Refuse what is no operation: the credential's faults first, then 5."""
    outcome = core.judge(call, scope=None)
    return core.refuse(call, Outcome.OUT_OF_SCOPE if outcome is Outcome.DONE else outcome)


def move(core: Core, call: Call) -> Reply:
    """`open` and `lock`: the receipt is durable before the motor starts."""
    _arguments(call, 0)
    outcome = core.judge(call, scope=OPEN)
    if outcome is not Outcome.DONE:
        return core.refuse(call, outcome)
    opening = call.operation == air.OPEN
    if opening and core.journal.unacknowledged >= RING:
        return Reply(Outcome.JOURNAL_FULL, None)
    if core.surroundings.battery < LOWEST_BATTERY:
        return core.refuse(call, Outcome.BATTERY_LOW)
    reply = core.record(call, Outcome.DONE)
    if core.surroundings.move(Bolt.OPEN if opening else Bolt.LOCKED):
        return reply
    return core.record(call, Outcome.JAMMED)


def status(core: Core, call: Call) -> Reply:
    """How the lock is, with a fresh nonce; where the bolt is, only for a valid credential."""
    _arguments(call, 0)
    valid = core.judge(call, scope=None) is Outcome.DONE
    reading = core.clock.now()
    body: dict[int, Any] = {
        Status.LOCK_ID: core.identity.lock_id,
        Status.SEQ: core.journal.seq,
        Status.TIME: None if reading is None else reading.time,
        Status.UNCERTAINTY: None if reading is None else reading.uncertainty,
        Status.EPOCH: core.journal.state.epoch,
        Status.BATTERY: core.surroundings.battery,
        Status.NONCE: core.fresh_nonce(),
    }
    if valid:
        body[Status.BOLT] = str(core.surroundings.bolt)
    return Reply(Outcome.DONE, body)


def journal(core: Core, call: Call) -> Reply:
    """Receipts from a number on, as many as fit; none at the end."""
    start = uint(_arguments(call, 1)[0])
    outcome = core.judge(call, scope=None)
    if outcome is not Outcome.DONE:
        return core.refuse(call, outcome)
    page: list[bytes] = []
    room = PAGE
    for seq in range(max(start, core.journal.oldest), core.journal.seq + 1):
        receipt = core.journal.receipt(seq) or b""
        room -= len(cbor.byte_string(receipt))
        if room < 0:
            break
        page.append(receipt)
    return Reply(Outcome.DONE, page)


def update(core: Core, call: Call) -> Reply:
    """Take the authority's news, if they are news."""
    authority, payload = _signed(core, call)
    news = Update.parse(payload)
    if news.lock_id != core.identity.lock_id:
        return core.refuse(call, Outcome.OTHER_LOCK)
    outcome = rules.since_when(news.issued_at, now=core.now)
    if outcome is not Outcome.DONE:
        return core.refuse(call, outcome)
    state = core.journal.state
    if state.last_update is None or news.issued_at > state.last_update:
        core.clock.forward(news.issued_at)
        core.journal.write(time=core.now or 0, state=_updated(core, news, authority))
        core.journal.tidy()
    return Reply(Outcome.DONE, core.journal.state.epoch)


def _updated(core: Core, news: Update, signer: Authority) -> State:
    state = core.journal.state
    following = state.next_authority
    if signer != state.authority:
        following = None  # it is the only one from now on
    if news.next_authority is not None:
        key, kid = news.next_authority
        following = Authority(key=key, kid=kid)
    acknowledged = state.acknowledged
    if news.acknowledged is not None:
        seq, expected = news.acknowledged
        receipt = core.journal.receipt(seq)
        if receipt is not None and digest(receipt) == expected:
            acknowledged = max(acknowledged, seq)
    return replace(
        state,
        authority=signer,
        next_authority=following,
        epoch=max(state.epoch, news.epoch),
        revoked=news.revoked,
        last_update=news.issued_at,
        acknowledged=acknowledged,
    )


def time(core: Core, call: Call) -> Reply:
    """Set the clock, forward or back, from the authority's answer to the latest nonce."""
    _authority, payload = _signed(core, call)
    answer = Time.parse(payload)
    age = core.nonce_age(answer.nonce)
    if age is None or answer.time > rules.LATEST:
        return core.refuse(call, Outcome.NO_CREDENTIAL)
    if answer.lock_id != core.identity.lock_id:
        return core.refuse(call, Outcome.OTHER_LOCK)
    core.nonce = None
    core.clock.set(answer.time, uncertainty=age)
    return Reply(Outcome.DONE, None)


def claim(core: Core, call: Call) -> Reply:
    """Make an unclaimed lock this authority's; the caller knows the claim secret."""
    secret, cose_key, moment = _arguments(call, 3)
    key, kid = PublicKey.from_cose_key(cose_key)
    state = core.journal.state
    if state.authority is not None or not hmac.compare_digest(octets(secret), state.claim_secret):
        return core.refuse(call, Outcome.NO_CREDENTIAL)
    authority = Authority(key=key, kid=kid)
    claimed = replace(state, authority=authority, address=fresh_address(core.random))
    core.clock.set(_moment(core, claimed, moment), uncertainty=None)
    return core.record(call, Outcome.DONE, state=claimed)


def _moment(core: Core, claimed: State, moment: object) -> int:
    """The time in a claim: Unix seconds by the installer's phone, or a Time by the authority."""
    if not isinstance(moment, bytes):
        seconds = uint(moment)
    else:
        signed = claimed.signed_by(moment)
        if signed is None:
            raise Malformed("the time is not this authority's")
        answer = Time.parse(signed[1])
        mine = answer.lock_id == core.identity.lock_id
        if not mine or core.nonce_age(answer.nonce) is None:
            raise Malformed("an old time, or another lock's")
        seconds, core.nonce = answer.time, None
    if seconds > rules.LATEST:
        raise Malformed("no time that a clock can show")
    return seconds


def release(core: Core, call: Call) -> Reply:
    """Forget the authority and all it said; keys, numbers and journal stay."""
    secret = octets(_arguments(call, 1)[0], length=CLAIM_SECRET)
    outcome = core.judge(call, scope=SERVICE)
    if outcome is not Outcome.DONE:
        return core.refuse(call, outcome)
    state = core.journal.state
    forgotten = State(claim_secret=secret, address=state.address, acknowledged=state.acknowledged)
    return core.record(call, Outcome.DONE, state=forgotten)


def _arguments(call: Call, count: int) -> list[Any]:
    if len(call.arguments) != count:
        raise Malformed(f"{call.operation} takes {count} arguments")
    return call.arguments


def _signed(core: Core, call: Call) -> tuple[Authority, bytes]:
    """Signer and payload of the call's only argument."""
    signed = core.journal.state.signed_by(octets(_arguments(call, 1)[0]))
    if signed is None:
        raise Malformed("not signed by our authority")
    return signed


OPERATIONS: dict[str, Callable[[Core, Call], Reply]] = {
    air.OPEN: move,
    air.LOCK: move,
    air.STATUS: status,
    air.JOURNAL: journal,
    air.UPDATE: update,
    air.TIME: time,
    air.CLAIM: claim,
    air.RELEASE: release,
}


def understood(operation: object) -> str:
    """`operation` if it is one, "?" if not."""
    known = isinstance(operation, str) and operation in OPERATIONS
    return str(operation) if known else UNKNOWN_OPERATION
