"""Enough of BlueZ for programs that speak to Bluetooth over D-Bus (bleak, Chromium).

`python -m tests.air.bluez RADIO` answers as org.bluez on the bus in DBUS_SYSTEM_BUS_ADDRESS, with
a bumble central on RADIO behind it, and prints `ready`. `bus.running` makes a private bus.
"""
