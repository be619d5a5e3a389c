"""A door opens for a phone whose radio is not ours: bleak, over D-Bus, as on any Linux machine."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from elaas.lock.surroundings import Bolt
from elaas.protocol.cose import verify1
from elaas.protocol.receipt import Outcome, Receipt
from tests.air import rig
from tests.air.bluez import bus
from tests.air.rig import House


@pytest.mark.needs("dbus-daemon", "dbus-daemon")
def test_bleak_opens_a_door_and_hears_a_refusal(tmp_path: Path, house: House, radio: str) -> None:
    kari = house.phone("kari")
    [door] = kari.bundle().visits[0].doors
    label = house.label
    asked = {
        "label": label.label,
        "lock_id": label.lock_id,
        "dh": label.dh.to_hex(),
        "key": kari.store.key().to_pem().decode(),
        "credential": (door.credential or b"").hex(),
    }
    with bus.running(tmp_path) as address:
        env = {**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": address}
        with rig.program(sys.executable, "-m", "tests.air.bluez", radio, env=env) as said:
            assert said == "ready"
            ran = subprocess.run(
                [sys.executable, "-m", "tests.air.bleak_phone"],
                input=json.dumps(asked),
                capture_output=True,
                text=True,
                env=env,
                timeout=60,
                check=False,
            )

    assert ran.returncode == 0, ran.stderr
    answer = json.loads(ran.stdout)
    assert answer["outcome"] == Outcome.DONE
    assert answer["refused"] == 0x80
    assert house.door.bolt is Bolt.OPEN
    receipt = Receipt.parse(verify1(bytes.fromhex(answer["receipt"]), {b"": label.receipt}))
    assert receipt.cti == b"kari............"
