"""Chromium with a Bluetooth of its own: BlueZ's look-alike on a private bus, on a virtual air."""

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dbus_fast import Message, MessageType
from dbus_fast.aio import MessageBus
from playwright.sync_api import Browser, Page, Playwright

from tests.air import rig
from tests.air.bluez import bus
from tests.air.bluez.bluez import ADAPTER
from tests.air.bluez.tree import MANAGER

BLUETOOTH = "WebBluetooth"  # off by default on Linux
REMEMBERS = "WebBluetoothNewPermissionsBackend"  # what a page may use outlives the page


@contextmanager
def machine(folder: Path, radio: str) -> Iterator[dict[str, str]]:
    """The environment of a machine whose Bluetooth adapter is in `radio`'s air."""
    with bus.running(folder) as address:
        env = {**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": address}
        with rig.program(sys.executable, "-m", "tests.air.bluez", radio, env=env):
            yield env


@contextmanager
def chromium(
    playwright: Playwright, machine: dict[str, str], *, features: Sequence[str] = (BLUETOOTH,)
) -> Iterator[Browser]:
    """Debian's Chromium, as it is, on such a machine."""
    browser = playwright.chromium.launch(
        executable_path=shutil.which("chromium"),
        chromium_sandbox=os.geteuid() != 0,
        args=[f"--enable-features={','.join(features)}"],
        env=dict(machine),
    )
    yield browser
    browser.close()


async def forget(machine: dict[str, str]) -> None:
    """Let the adapter forget all it has heard, as BlueZ does after half a minute."""
    bus = await MessageBus(bus_address=machine["DBUS_SYSTEM_BUS_ADDRESS"]).connect()

    async def call(path: str, interface: str, member: str, *body: str) -> Any:
        message = Message(
            "org.bluez", path, interface, member, signature="o" * len(body), body=list(body)
        )
        reply = await bus.call(message)
        assert reply is not None
        assert reply.message_type is MessageType.METHOD_RETURN, reply.body
        return reply.body

    [objects] = await call("/", MANAGER, "GetManagedObjects")
    for path in [path for path in objects if path.rpartition("/")[2].startswith("dev_")]:
        await call(ADAPTER, "org.bluez.Adapter1", "RemoveDevice", path)
    bus.disconnect()


class Chooser:
    """Answers the browser's list of devices as a person would: takes the first line.

    `lines`: for each list that was shown, the names in it when a line was taken.
    """

    def __init__(self, page: Page) -> None:
        self._session = page.context.new_cdp_session(page)
        self._answered: set[str] = set()
        self.lines: list[list[str]] = []
        self._session.on("DeviceAccess.deviceRequestPrompted", self._prompted)
        self._session.send("DeviceAccess.enable")

    def _prompted(self, prompt: dict[str, Any]) -> None:
        devices = prompt["devices"]
        if not devices or prompt["id"] in self._answered:
            return  # empty yet; and taking a line twice ends the browser
        self._answered.add(prompt["id"])
        self.lines.append([device["name"] for device in devices])
        chosen = {"id": prompt["id"], "deviceId": devices[0]["id"]}
        self._session.send("DeviceAccess.selectPrompt", chosen)
