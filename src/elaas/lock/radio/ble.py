"""The radio that is Bluetooth LE: a GATT peripheral by bumble (protocol, "On the air").

A response longer than the connection's MTU allows is notified cut short, as Bluetooth has it
(Core, Vol 3 Part F section 3.4.7.1), and read whole with Read Blob; a request comes in parts with
Prepare Write. Both are bumble's work.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from bumble import hci
from bumble.att import ATT_Error, Attribute, ErrorCode
from bumble.core import UUID, AdvertisingData, BaseBumbleError
from bumble.device import Connection, Device
from bumble.gatt import Characteristic, CharacteristicValue, Service
from bumble.transport import open_transport
from bumble.transport.common import Transport

from elaas.lock.journal import PowerLost
from elaas.lock.program import SILENCE, Lock
from elaas.lock.radio import CannotServe
from elaas.protocol import air
from elaas.protocol.air import Att, AttError

PAUSE = 0.1  # seconds between two looks at the knock and at the connection's end
INTERVAL = 100  # ms between advertisements
START_SECONDS = 10  # for the controller to answer
_COMMANDS = {b"\x52", b"\xd2"}  # write, and signed (Core, Vol 3 Part F section 3.4.5)
_FLAGS = b"\x06"  # general discoverable, no BR/EDR (Core Supplement, Part A section 1.3)


def serve(lock: Lock, where: str, ready: Callable[[], None]) -> None:
    """Serve on the controller that bumble calls `where` until interrupted.

    Raises CannotServe when there is no such controller, or when it has gone.
    """
    asyncio.run(_serve(lock, where, ready))


async def _serve(lock: Lock, where: str, ready: Callable[[], None]) -> None:
    try:
        transport = await open_transport(where)
    except Exception as error:  # whatever the library under a transport raises
        raise CannotServe(f"There is no Bluetooth controller at «{where}»: {error}.") from error
    async with transport:
        await serve_on(lock, transport, ready)


async def serve_on(lock: Lock, transport: Transport, ready: Callable[[], None]) -> None:
    """Serve on an open controller until cancelled; raises CannotServe once it has gone."""
    peripheral = Peripheral(lock, transport)
    try:
        async with asyncio.timeout(START_SECONDS):
            await peripheral.start()
    except (TimeoutError, BaseBumbleError) as error:
        raise CannotServe(f"The Bluetooth controller does not start: {error!r}.") from error
    ready()
    await peripheral.run()


class _Device(Device):
    """A device to which a Write Command, which asks for no answer, says nothing.

    bumble would hand it to a characteristic that does not permit it (Bluetooth Core, Vol 3 Part G
    section 3.3.1.1), like a request.
    """

    def on_gatt_pdu(self, connection_handle: int, pdu: bytes) -> None:
        """One attribute protocol PDU from a peer."""
        if pdu[:1] not in _COMMANDS:
            super().on_gatt_pdu(connection_handle, pdu)


class Peripheral:
    """The lock as others on the air see it.

    The lock goes on advertising while it is connected: whoever comes second hears that it is busy
    and need not wait in vain.
    """

    def __init__(self, lock: Lock, transport: Transport) -> None:
        self._lock = lock
        self._gone = transport.source.terminated
        self._device = _Device.with_hci(
            air.advertised_name(lock.label), _address(lock), transport.source, transport.sink
        )
        self._response = Characteristic[bytes](
            air.RESPONSE_UUID,
            Characteristic.Properties.READ | Characteristic.Properties.NOTIFY,
            Attribute.READABLE,
            CharacteristicValue(read=self._read, write=_not_permitted_to_write),
        )
        self._value = b""
        self._peer: Connection | None = None
        self._strangers: dict[Connection, float] = {}  # when each must go
        self._changed = asyncio.Event()
        self._notifying: set[asyncio.Task[None]] = set()
        self._stopped: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def start(self) -> None:
        """Switch the controller on, and advertise if the lock is awake."""
        request = Characteristic[bytes](
            air.REQUEST_UUID,
            Characteristic.Properties.WRITE,
            Attribute.WRITEABLE,
            CharacteristicValue(read=_not_permitted_to_read, write=self._write),
        )
        self._device.add_service(Service(air.SERVICE_UUID, [request, self._response]))
        self._device.on(Device.EVENT_CONNECTION, self._connected)
        await self._device.power_on()
        await self._advertise_if_awake()

    async def run(self) -> None:
        """Serve until cancelled. Raises PowerLost, or CannotServe when the controller has gone."""
        while not self._stopped.done():
            if self._gone.done():
                raise CannotServe("The Bluetooth controller has gone.")
            with suppress(BaseBumbleError):  # refused for now: tried again after the pause
                await self._advertise_if_awake()
                await self._end_connections()
            await self._pause()
        self._stopped.result()

    async def _pause(self) -> None:
        """Until something happens that `run` must look at, or some time has passed."""
        self._changed.clear()
        changed = asyncio.ensure_future(self._changed.wait())
        await asyncio.wait(
            (self._stopped, self._gone, changed),
            timeout=PAUSE,
            return_when=asyncio.FIRST_COMPLETED,
        )
        changed.cancel()

    async def _advertise_if_awake(self) -> None:
        """Under the address of the last claim; a connection keeps the one it was made under."""
        device = self._device
        moved = _address(self._lock) != device.random_address
        if device.is_advertising and (moved or not self._lock.awake):
            await device.stop_advertising()
        if self._lock.awake and not device.is_advertising and not (moved and device.connections):
            if moved:
                await self._take_address()
            name = air.advertised_name(self._lock.label).encode()
            await device.start_advertising(
                advertising_data=bytes(
                    AdvertisingData(
                        [
                            (AdvertisingData.FLAGS, _FLAGS),
                            (
                                AdvertisingData.COMPLETE_LIST_OF_128_BIT_SERVICE_CLASS_UUIDS,
                                bytes(UUID(air.SERVICE_UUID)),
                            ),
                            (AdvertisingData.COMPLETE_LOCAL_NAME, name),
                        ]
                    )
                ),
                advertising_interval_min=INTERVAL,
                advertising_interval_max=INTERVAL,
            )

    async def _take_address(self) -> None:
        address = _address(self._lock)
        await self._device.send_sync_command(
            hci.HCI_LE_Set_Random_Address_Command(random_address=address)
        )
        self._device.random_address = self._device.static_address = address

    async def _end_connections(self) -> None:
        now = asyncio.get_running_loop().time()
        late = [stranger for stranger, end in self._strangers.items() if end <= now]
        if self._peer is not None and not self._lock.seconds_left:
            late.append(self._peer)
        for connection in late:
            await connection.disconnect()

    def _connected(self, connection: Connection) -> None:
        connection.once(Connection.EVENT_DISCONNECTION, lambda _: self._disconnected(connection))
        if not self._admit(connection):
            self._strangers[connection] = asyncio.get_running_loop().time() + SILENCE
        self._changed.set()

    def _admit(self, connection: Connection) -> bool:
        if self._peer is None:
            with suppress(AttError):
                self._lock.connect()
                self._peer = connection
                self._strangers.pop(connection, None)
        return self._peer is connection

    def _disconnected(self, connection: Connection) -> None:
        self._strangers.pop(connection, None)
        if self._peer is connection:
            self._lock.disconnect()
            self._peer = None
            self._value = b""
        self._changed.set()

    def _read(self, connection: Connection) -> bytes:
        return self._value if self._peer is connection else b""

    def _write(self, connection: Connection, frame: bytes) -> None:
        """One request. bumble acknowledges the write when this returns, and then we notify."""
        if not self._admit(connection):
            raise ATT_Error(Att.BUSY)
        self._value = b""
        try:
            self._value = self._lock.request(bytes(frame))
        except AttError as error:
            raise ATT_Error(error.code) from error
        except PowerLost as error:
            if not self._stopped.done():
                self._stopped.set_exception(error)
            raise ATT_Error(ErrorCode.UNLIKELY_ERROR) from error
        task = asyncio.create_task(
            self._device.notify_subscriber(connection, self._response, self._value)
        )
        self._changed.set()  # a claim changes the address
        self._notifying.add(task)
        task.add_done_callback(self._notifying.discard)


def _address(lock: Lock) -> hci.Address:
    return hci.Address(lock.address)


def _not_permitted_to_read(_connection: Connection) -> bytes:
    raise ATT_Error(ErrorCode.READ_NOT_PERMITTED)


def _not_permitted_to_write(_connection: Connection, _value: bytes) -> None:
    raise ATT_Error(ErrorCode.WRITE_NOT_PERMITTED)
