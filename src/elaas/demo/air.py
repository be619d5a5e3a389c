"""A virtual radio: every Bluetooth controller on one air hears every other.

Controllers for this process come from `Air.endpoint`; other processes each get one by connecting
to `elaas air PORT` as to an HCI controller on TCP. The controllers are bumble's, and what they say
to their host is what a USB dongle says.
"""

import argparse
import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

from bumble import hci, ll
from bumble.controller import Controller
from bumble.core import InvalidArgumentError, InvalidPacketError
from bumble.link import LocalLink
from bumble.transport.common import AsyncPipeSink, PacketParser, Transport

from elaas.jobs.stop import Stop

HOST = "127.0.0.1"
PROMISE_SECONDS = 0.1
PACKET = 251  # bytes a controller takes at once: Bluetooth 4.2's data length extension


class Air:
    """Everything that can hear each other."""

    def __init__(self) -> None:
        self._link = LocalLink()  # type: ignore[no-untyped-call]  # bumble's

    def endpoint(self, name: str) -> "Endpoint":
        """A controller for this process; closing it is like pulling out the dongle."""
        return Endpoint(self, self.enter(name))

    @asynccontextmanager
    async def served(self, port: int) -> AsyncIterator[str]:
        """Answer on this TCP port (0: any free one) for the whole block.

        Yields the name by which bumble, and so `--radio`, finds a controller here. Raises OSError.
        """
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: _Socket(self), HOST, port)
        async with server:
            yield f"tcp-client:{HOST}:{server.sockets[0].getsockname()[1]}"

    def enter(self, name: str) -> Controller:
        """A new controller on this air, without a host yet."""
        controller = _Controller(name, link=self._link)
        controller.le_acl_data_packet_length = PACKET
        return controller

    def leave(self, controller: Controller) -> None:
        """Take a controller off the air; its peers notice that their connections are gone."""
        for connection in controller.le_connections.values():
            with contextlib.suppress(InvalidArgumentError):  # the peer has left as well
                connection.send_ll_control_pdu(
                    ll.TerminateInd(hci.HCI_ErrorCode.CONNECTION_TIMEOUT_ERROR)
                )
        controller.le_legacy_advertiser.stop()
        for advertising in controller.advertising_sets.values():
            advertising.stop()
        self._link.remove_controller(controller)


class _Controller(Controller):
    """bumble's, and it also gives up connecting when its host asks it to.

    Of two that answer the same advertisement only the first is connected; bumble's own would let
    the second believe that it is, too. It goes on waiting for the next advertisement.
    """

    _promised_until = 0.0  # somebody's request to connect is on its way here

    def create_le_connection(self, peer_address: hci.Address) -> None:
        """Answer the advertisement, unless somebody was faster."""
        for other in self.link.controllers:
            if isinstance(other, _Controller) and other.accepts(peer_address):
                other.promise()
                super().create_le_connection(peer_address)

    def accepts(self, address: hci.Address) -> bool:
        """Whether a request to connect to `address` would be taken here."""
        legacy, sets = self.le_legacy_advertiser, self.advertising_sets.values()
        calling = (legacy.enabled and legacy.address == address) or any(
            one.enabled and one.address == address for one in sets
        )
        return calling and asyncio.get_running_loop().time() >= self._promised_until

    def promise(self) -> None:
        """Take nobody else's request until this one has arrived, or is lost."""
        self._promised_until = asyncio.get_running_loop().time() + PROMISE_SECONDS

    def on_le_connect_ind(self, packet: ll.ConnectInd) -> None:
        """Take the request, if it is for us."""
        super().on_le_connect_ind(packet)
        if packet.initiator_address in self.le_connections:
            self._promised_until = 0.0

    def on_hci_le_create_connection_cancel_command(
        self, command: hci.HCI_LE_Create_Connection_Cancel_Command
    ) -> hci.HCI_StatusReturnParameters:
        """Bluetooth Core, Vol 4 Part E section 7.8.13."""
        pending, self.pending_le_connection = self.pending_le_connection, None
        if pending is not None:
            self.send_hci_packet(
                hci.HCI_LE_Connection_Complete_Event(
                    status=hci.HCI_ErrorCode.UNKNOWN_CONNECTION_IDENTIFIER_ERROR,
                    connection_handle=0,
                    role=hci.Role.CENTRAL,
                    peer_address_type=pending.peer_address_type,
                    peer_address=pending.peer_address,
                    connection_interval=0,
                    peripheral_latency=0,
                    supervision_timeout=0,
                    central_clock_accuracy=0,
                )
            )
        return super().on_hci_le_create_connection_cancel_command(command)


class Endpoint(Transport):
    """A controller as bumble's hosts want it: a source and a sink of HCI packets."""

    def __init__(self, air: Air, controller: Controller) -> None:
        super().__init__(controller, AsyncPipeSink(controller))
        self._air = air
        self._controller = controller

    async def close(self) -> None:
        """Leave the air; whoever uses the controller hears that it is gone."""
        if self._controller.terminated.done():
            return
        self._controller.terminated.set_result(None)
        self._controller.host = None
        self._air.leave(self._controller)


class _Socket(asyncio.Protocol):
    """A controller for whoever connects, as long as they stay connected."""

    def __init__(self, air: Air) -> None:
        self._air = air

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # as a TCP server's always is
        self._controller = self._air.enter(str(transport.get_extra_info("peername")))
        self._controller.host = self
        self._parser = PacketParser(self._controller)

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except InvalidPacketError:
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  (asyncio's name)
        self._controller.host = None
        self._air.leave(self._controller)

    def on_packet(self, packet: bytes) -> None:
        """A packet from the controller to its host."""
        self._transport.write(packet)


def main(argv: list[str]) -> int:
    """Run an air until stopped; the first line on standard output is `ready RADIO`."""
    parser = argparse.ArgumentParser(
        prog="elaas air",
        description="A virtual radio. Every program given the RADIO it prints hears the others.",
    )
    parser.add_argument(
        "port", metavar="PORT", type=int, help="TCP port on this machine; 0: any free one"
    )
    arguments = parser.parse_args(argv)
    try:
        asyncio.run(_run(arguments.port))
    except KeyboardInterrupt:
        return 0
    except (OSError, OverflowError) as reason:
        raise Stop(f"Port {arguments.port} cannot be used: {str(reason).rstrip('.')}.") from None
    return 0


async def _run(port: int) -> None:
    async with Air().served(port) as radio:
        print(f"ready {radio}", flush=True)
        await asyncio.get_running_loop().create_future()
