"""Whoever reports and decides, and what they send."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from elaas.damage.models import Damage
from tests.pages.look import look
from tests.pictures import taken

TEXT = {"damaged": "equipment", "what": "Låsen falt av døren."}


def photo(name: str = "skade.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, taken(), content_type="image/jpeg")


def words(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return look(answer.content).words


def report(client: Client, address: str, **more: Any) -> Any:
    return client.post(address, {**TEXT, **more})


def decide(client: Client, row: Damage, **given: str) -> Any:
    wanted = {"outcome": "nobody", "because": "Hun falt.", "amount": "", "seen": "0"}
    return client.post(f"/skader/{row.id}/avgjor/", {**wanted, **given})
