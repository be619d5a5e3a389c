"""A device that says it is a lock and is not, and a phone whose Bluetooth is off."""

import pytest

from tests.browser.lab import Lab, Refused

_TWICE = """
const quiet = { startNotifications: async () => {}, addEventListener: () => {} };
const service = { getCharacteristic: async () => quiet };
const gatt = { connect: async () => {}, getPrimaryService: async () => service };
const device = { name: "eL-0042", gatt, addEventListener: () => {} };
const yes = async () => true;
const radio = new it.BluetoothRadio({ getAvailability: yes, requestDevice: async () => device });
await radio.connect("0042");
await radio.connect("0042");
const before = radio.choosers;
radio.mistaken("0042");
await radio.connect("0042");
await radio.connect("0042");
return [before, radio.choosers];
"""


def test_the_list_is_shown_again_after_a_device_that_was_not_the_lock(lab: Lab) -> None:
    assert lab.call("radio/bluetooth.js", _TWICE) == [1, 2]


def test_bluetooth_that_is_off_is_said_before_any_list_is_shown(lab: Lab) -> None:
    off = """
    const radio = new it.BluetoothRadio({ getAvailability: async () => false });
    await radio.connect("0042");
    """

    with pytest.raises(Refused, match="BluetoothOff"):
        lab.call("radio/bluetooth.js", off)
