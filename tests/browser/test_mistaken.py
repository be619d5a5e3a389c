"""A device that says it is a lock, and is not: the phone does not stay with it."""

from tests.browser.lab import Lab

_TWICE = """
const quiet = { startNotifications: async () => {}, addEventListener: () => {} };
const service = { getCharacteristic: async () => quiet };
const gatt = { connect: async () => {}, getPrimaryService: async () => service };
const device = { name: "eL-0042", gatt, addEventListener: () => {} };
const radio = new it.BluetoothRadio({ requestDevice: async () => device });
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
