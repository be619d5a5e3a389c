"""`elaas stock`: a delivery is taken in with what it cost."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

from elaas.doors.models import UnitKind
from elaas.doors.stock_models import Purchase
from elaas.protocol.cose import PrivateKey
from tests.commands import run


def test_a_delivery_is_taken_in_once(database_url: str, tmp_path: Path) -> None:
    there, file = {"ELAAS_DATABASE_URL": database_url}, tmp_path / "delivery"
    file.write_text("".join(f"{label(number)}\n" for number in (7001, 7002)))
    order = ("--supplier", "Låsesmia", "--order", "B-17", "--price", "2490,50", "--key-box")
    asked = ("stock", "receive", str(file), *order, "--bought")

    early = run(*asked, "2199-01-01", **there)
    first = run(*asked, "2026-10-01", **there)
    again = run(*asked, "2026-10-01", **there)

    assert "on a day to come" in early.stderr
    assert "2 units of order B-17 taken in." in first.stdout, first.stderr
    assert "L-7001 has been received already. Nothing was taken in." in again.stderr
    bought = Purchase.objects.select_related("unit").get(unit="L-7002")
    assert (bought.price, bought.bought_on) == (Decimal("2490.50"), date(2026, 10, 1))
    assert bought.unit.kind == UnitKind.KEY_BOX
    assert Purchase.objects.count() == 2


def label(number: int) -> str:
    """What `elaas lock init` prints."""
    return json.dumps(
        {
            "lock_id": f"L-{number}",
            "label": str(number),
            "dh": PrivateKey.generate().public_key.to_hex(),
            "receipt": PrivateKey.generate().public_key.to_hex(),
            "claim_secret": "00" * 16,
        }
    )
