"""Chromium's own emulated radio in front of a real lock: it never delivers a notification.

The DevTools domain BluetoothEmulation asks us what a peripheral answers; here that is what the
lock's program answers over its WebSocket.
"""

import base64
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from playwright.sync_api import Browser
from websockets.sync.client import ClientConnection, connect

from elaas.protocol import air

_ADDRESS = "C0:00:00:00:00:42"
_DONE = 0
_SUBSCRIPTION = "00002902-0000-1000-8000-00805f9b34fb"


class EmulatedRadio:
    """Lets one lock, named as `radio` names it, be heard by `browser`.

    `operations`: what the browser has asked of the two characteristics, in order. `promises`:
    whether it lets itself be subscribed to, and stays silent then.
    """

    def __init__(self, browser: Browser, *, radio: str, label: str, promises: bool) -> None:
        self._session = browser.new_browser_cdp_session()
        self._place = radio.replace("ws:", "ws://")
        self._linked = ExitStack()  # as long as a page is connected
        self._link: ClientConnection | None = None
        self._response = b""
        self.operations: list[str] = []
        self._session.on("BluetoothEmulation.gattOperationReceived", self._reached)
        self._session.on("BluetoothEmulation.characteristicOperationReceived", self._asked)
        self._command("enable", state="powered-on", leSupported=True)
        self._command(
            "simulatePreconnectedPeripheral",
            address=_ADDRESS,
            name=air.advertised_name(label),
            manufacturerData=[],
            knownServiceUuids=[air.SERVICE_UUID],
        )
        response = self._add_characteristics()
        if promises:
            self._command("addDescriptor", characteristicId=response, descriptorUuid=_SUBSCRIPTION)

    def close(self) -> None:
        """Take the radio away."""
        self._linked.close()
        self._command("disable")
        self._session.detach()

    def _add_characteristics(self) -> str:
        """Answers the id of the one for responses."""
        added = {}
        service = self._command("addService", address=_ADDRESS, serviceUuid=air.SERVICE_UUID)
        for uuid, can in (
            (air.REQUEST_UUID, {"write": True}),
            (air.RESPONSE_UUID, {"read": True, "notify": True}),
        ):
            where = {"serviceId": service["serviceId"], "characteristicUuid": uuid}
            added = self._command("addCharacteristic", **where, properties=can)
        return str(added["characteristicId"])

    def _command(self, command: str, **given: object) -> dict[str, Any]:
        answer: dict[str, Any] = self._session.send(f"BluetoothEmulation.{command}", given)
        return answer

    def _reached(self, event: dict[str, Any]) -> None:
        if event["type"] == "connection":
            self._linked.close()
            self._link = self._linked.enter_context(connect(self._place))
        operation = {"address": event["address"], "type": event["type"]}
        self._command("simulateGATTOperationResponse", **operation, code=_DONE)

    def _asked(self, event: dict[str, Any]) -> None:
        answers: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "read": lambda _: {"code": _DONE, "data": base64.b64encode(self._response).decode()},
            "write": lambda event: {"code": self._write(base64.b64decode(event["data"]))},
            "subscribe-to-notifications": lambda _: {"code": _DONE},
        }
        self.operations.append(event["type"])
        answer = answers[event["type"]](event)
        operation = {"characteristicId": event["characteristicId"], "type": event["type"]}
        self._command("simulateCharacteristicOperationResponse", **operation, **answer)

    def _write(self, frame: bytes) -> int:
        """The lock answers with a response, to be read, or refuses with an ATT error."""
        assert self._link is not None
        self._link.send(frame.hex())
        answer = str(self._link.recv())
        if answer.startswith("att "):
            self._response = b""
            return int(answer.removeprefix("att "), 16)
        self._response = bytes.fromhex(answer)
        return _DONE
