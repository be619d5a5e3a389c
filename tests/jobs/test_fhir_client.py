"""`elaas fhir-client`, as an operator meets it."""

import json
import subprocess
from base64 import urlsafe_b64encode
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import ECKey, OctKey

from elaas.clients.models import Client
from elaas.ledger.models import Entry
from tests.commands import run

pytestmark = pytest.mark.django_db

Elaas = Callable[..., "subprocess.CompletedProcess[str]"]
ADD = ("fhir-client", "add", "Care system", "--scope", "system/Device.read", "system/Patient.u")


@pytest.fixture
def elaas(database_url: str) -> Elaas:
    return partial(run, ELAAS_DATABASE_URL=database_url)


def public(**more: object) -> dict[str, Any]:
    key = ECKey.generate_key("P-384", parameters={"kid": "one"})
    return {**key.as_dict(private=False), **more}


def written(folder: Path, content: object) -> Path:
    file = folder / "jwks.json"
    file.write_text(json.dumps(content))
    return file


def test_a_system_is_registered_listed_and_withdrawn(elaas: Elaas, tmp_path: Path) -> None:
    keys = written(tmp_path, {"keys": [public()]})

    added = elaas(*ADD, "--jwks", keys)

    client = Client.objects.get()
    assert added.stdout == (
        f"client_id: {client.id}\nIt may ask for: system/Device.rs system/Patient.u\n"
    )
    assert "already" in elaas(*ADD, "--jwks", keys).stderr
    listed = elaas("fhir-client", "list").stdout
    assert str(client.id) in listed
    assert "Care system" in listed
    assert "until" not in listed
    assert elaas("fhir-client", "withdraw", "Care system").returncode == 0
    assert "until" in elaas("fhir-client", "list").stdout
    again = elaas("fhir-client", "withdraw", "Care system")
    assert (again.returncode, again.stderr) == (
        1,
        "elaas fhir-client: There is no client «Care system».\n",
    )
    assert elaas(*ADD, "--jwks", keys).returncode == 0
    told = [json.loads(bytes(one.body)) for one in Entry.objects.order_by("id")]
    assert [one["kind"] for one in told] == [
        "client_registered",
        "client_withdrawn",
        "client_registered",
    ]
    assert "Care system" not in json.dumps(told)


def test_keys_and_scopes_that_are_of_no_use_are_refused_with_a_sentence(
    elaas: Elaas, tmp_path: Path
) -> None:
    private = ECKey.generate_key("P-384", parameters={"kid": "one"}).as_dict(private=True)
    modulus = urlsafe_b64encode(b"\xff" * 128).decode().rstrip("=")
    weak = {"kty": "RSA", "kid": "one", "n": modulus, "e": "AQAB"}
    shared = OctKey.generate_key(256, parameters={"kid": "one"})
    one = public()
    for keys, reason in (
        ([], "no JWK Set"),
        ([private], "private key"),
        ([weak], "2048"),
        ([shared.as_dict()], "private key"),
        ([public(kid="")], "kid"),
        ([one, one], "one kid"),
        ([{**one, "x": "?"}], "P-384"),
        ([{"kid": "one", "kty": "OKP"}], "P-384"),
        ([{**weak, "n": "é"}], "2048"),
        ([{**weak, "n": 7}], "2048"),
        (["key"], "kid"),
    ):
        done = elaas(*ADD, "--jwks", written(tmp_path, {"keys": keys}))
        assert done.returncode == 1
        assert reason in done.stderr
    nothing = elaas(
        "fhir-client",
        "add",
        "Reader",
        "--jwks",
        written(tmp_path, {"keys": [one]}),
        "--scope",
        "user/Device.rs",
    )
    assert "allows nothing here" in nothing.stderr
    assert "cannot be read" in elaas(*ADD, "--jwks", tmp_path / "none").stderr
    assert elaas("fhir-client", "add", " ", "--jwks", "x", "--scope", "y").returncode == 2
    assert not Client.objects.exists()
