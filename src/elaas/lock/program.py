"""The program inside a lock: connections, frames and sessions. A radio brings the bytes."""

from dataclasses import dataclass

from elaas.lock import rules
from elaas.lock.core import Call, Core, Reply
from elaas.lock.handshake import Handshake
from elaas.lock.journal import PowerLost
from elaas.lock.operations import execute, understood
from elaas.protocol import air, cbor
from elaas.protocol.air import Att, AttError
from elaas.protocol.cbor import Malformed
from elaas.protocol.cose import PublicKey
from elaas.protocol.edhoc import HandshakeFailed
from elaas.protocol.receipt import Outcome
from elaas.protocol.session import Seal

SILENCE = 10  # seconds without a request end a connection
LONGEST = 60  # seconds in all
ATTEMPTS = 5  # failed handshakes on one connection


@dataclass(slots=True, kw_only=True)
class Session:
    """A finished handshake. The credential is judged anew at every command."""

    proven: PublicKey
    token: object  # the credential of command 0, as it came
    incoming: Seal
    outgoing: Seal


@dataclass(slots=True, kw_only=True)
class Connection:
    """What the lock knows about the one that is connected; times in ticks.

    `prepared`: the first handshake, its key made while nobody waits for an answer yet.
    """

    began: float
    heard: float
    prepared: Handshake | None
    failures: int = 0
    stage: Handshake | Session | None = None


class Lock:
    """One lock, used by one radio. Every method may raise PowerLost: then it must stop."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._connection: Connection | None = None
        self._dead: PowerLost | None = None

    @property
    def label(self) -> str:
        """The printed label, four or five digits."""
        return self._core.identity.label

    @property
    def address(self) -> str:
        """The static random Bluetooth address, made anew at each claim: "F0:12:..."."""
        return self._core.journal.state.address.hex(":").upper()

    @property
    def awake(self) -> bool:
        """Whether it may be seen and connected to."""
        return self._core.surroundings.awake

    @property
    def seconds_left(self) -> float:
        """Until silence or length ends the connection, if no request comes; 0: not connected."""
        connection = self._connection
        if connection is None:
            return 0
        end = min(connection.heard + SILENCE, connection.began + LONGEST)
        return max(0, end - self._core.clock.ticks())

    def connect(self) -> None:
        """A peer connects; raises AttError(BUSY) while another is connected."""
        if self._connection is not None:
            raise AttError(Att.BUSY)
        self._begin()

    def disconnect(self) -> None:
        """The peer is gone, and with it its session."""
        self._connection = None

    def request(self, frame: bytes) -> bytes:
        """The response to one write; raises AttError, which ends the session.

        A connection that was silent or lasted too long has ended, whatever the radio says: its
        next request is the first on a new one.
        """
        if self._dead is not None:
            raise self._dead
        try:
            self._core.clock.shift(self._core.surroundings.take_clock_shift())
            return self._respond(self._current(), frame)
        except (PowerLost, OSError) as error:
            self._dead = PowerLost(str(error))
            raise self._dead from error

    def _begin(self) -> Connection:
        now = self._core.clock.ticks()
        prepared = Handshake(self._core.identity)
        self._connection = Connection(began=now, heard=now, prepared=prepared)
        return self._connection

    def _current(self) -> Connection:
        if self._connection is None:
            raise RuntimeError("nobody is connected")
        connection = self._connection if self.seconds_left else self._begin()
        connection.heard = self._core.clock.ticks()
        return connection

    def _respond(self, connection: Connection, frame: bytes) -> bytes:
        if connection.failures >= ATTEMPTS:
            raise AttError(Att.TOO_MANY_ATTEMPTS)
        stage = connection.stage
        first = stage is None and frame[:1] == air.MESSAGE_1
        try:
            return self._answer(connection, frame)
        except AttError:
            if first or isinstance(stage, Handshake):
                connection.failures += 1
            connection.stage = None
            raise

    def _answer(self, connection: Connection, frame: bytes) -> bytes:
        if len(frame) > air.MAX_VALUE:
            raise AttError(Att.BAD_REQUEST)
        match connection.stage, frame[:1]:
            case None, air.MESSAGE_1:
                return self._start(connection, frame[1:])
            case Handshake() as handshake, air.COMMAND_0:
                return self._finish(connection, handshake, frame[1:])
            case Session() as session, air.COMMAND:
                return self._continue(session, frame[1:])
            case _:
                raise AttError(Att.BAD_REQUEST)

    def _start(self, connection: Connection, message_1: bytes) -> bytes:
        handshake = connection.prepared or Handshake(self._core.identity)
        connection.prepared = None  # a key serves once, whatever comes of it
        try:
            message_2 = handshake.message_2(message_1)
        except (Malformed, HandshakeFailed) as error:
            raise AttError(Att.BAD_REQUEST) from error
        connection.stage = handshake
        return air.MESSAGE_2 + message_2

    def _finish(self, connection: Connection, handshake: Handshake, rest: bytes) -> bytes:
        size = int.from_bytes(rest[:2], "big")
        message_3, sealed = rest[2 : 2 + size], rest[2 + size :]
        if not sealed:
            raise AttError(Att.BAD_REQUEST)
        try:
            proven, incoming, outgoing = handshake.finish(message_3)
            command = incoming.open(sealed)
        except (Malformed, HandshakeFailed) as error:
            raise AttError(Att.NOT_VERIFIED) from error
        session = Session(proven=proven, token=None, incoming=incoming, outgoing=outgoing)
        connection.stage = session
        return _sealed(session, air.REPLY_0, self._first(session, command))

    def _continue(self, session: Session, sealed: bytes) -> bytes:
        try:
            command = session.incoming.open(sealed)
        except Malformed as error:
            raise AttError(Att.BAD_REQUEST) from error
        return _sealed(session, air.REPLY, self._command(session, _items(command)))

    def _first(self, session: Session, command: bytes) -> Reply:
        """Command 0: `[credential or null, op, args...]`; anything else leaves no credential."""
        items = _items(command) or []
        if len(items) > 1 and isinstance(items[0], bytes | None):
            session.token, *items = items
            return self._command(session, items)
        return self._malformed(session, items[1] if len(items) > 1 else None)

    def _command(self, session: Session, items: list[object] | None) -> Reply:
        """Execute `[op, args...]`; None, or no text first: outcome 7."""
        operation, *arguments = items or [None]
        if not isinstance(operation, str):
            return self._malformed(session, operation)
        return execute(self._core, self._call(session, operation, arguments))

    def _malformed(self, session: Session, operation: object) -> Reply:
        return self._core.refuse(self._call(session, operation, []), Outcome.NO_CREDENTIAL)

    def _call(self, session: Session, operation: object, arguments: list[object]) -> Call:
        return Call(
            operation=understood(operation),
            arguments=arguments,
            credential=rules.read(session.token, self._core.journal.state),
            proven=session.proven,
        )


def _sealed(session: Session, kind: bytes, reply: Reply) -> bytes:
    return kind + session.outgoing.seal(cbor.encode([int(reply.outcome), reply.body]))


def _items(command: bytes) -> list[object] | None:
    """The command's array; None if it is none, or not deterministic."""
    try:
        items = cbor.decode(command)
    except Malformed:
        return None
    return items if isinstance(items, list) else None
