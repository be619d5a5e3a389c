"""A D-Bus of one's own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.air.rig import program

CONFIGURATION = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/>
    <allow own="*"/>
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
  </policy>
</busconfig>
"""


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """A bus that lives in `folder` for the whole block; yields its address."""
    configuration = folder / "bus.conf"
    configuration.write_text(CONFIGURATION.format(socket=folder / "bus"))
    command = ("dbus-daemon", f"--config-file={configuration}", "--nofork", "--nopidfile")
    with program(*command, "--print-address=1") as address:
        yield address
