"""SMS by SMPP, to a message centre that is not ours."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from pytest_django import Settings

from elaas.gateways.sms_smpp import Gateway
from elaas.notices.sms import News, NotTaken, Refused, Sms, State, Uncertain
from tests.gateways.message_centre import Centre, running
from tests.jobs.worker import until
from tests.make import NOON
from tests.notices.town import TEXT

pytestmark = pytest.mark.needs("npm", "npm")

FINE, REFUSED, THROTTLED, CUT, LOST = (f"+479999999{end}" for end in "01235")
SMS = Sms(reference=uuid4(), number=FINE, text=TEXT, urgent=False, at=NOON)


@pytest.fixture
def centre(settings: Settings) -> Iterator[Centre]:
    with running() as found:
        for name, value in found.settings().items():
            setattr(settings, name.removeprefix("ELAAS_"), value)
        settings.SMPP_PLAIN = True
        yield found


def collected() -> list[News]:
    told: list[News] = []
    assert Gateway().collect(after="", told=told.append, now=NOON) == ""
    return told


def test_it_goes_to_the_number_from_the_sender(centre: Centre) -> None:
    reference = Gateway().hand_over(SMS)

    until(lambda: centre.given)
    (given,) = centre.given
    assert reference == "m-1"
    assert (given["to"], given["from"], given["coding"]) == ("4799999990", "Trondheim", 0)
    assert given["text"] == TEXT


def test_norwegian_letters_and_escaped_signs_arrive(centre: Centre) -> None:
    text = "Døren på Ås er åpen [nå] €5 ÆØÅ æøå §"

    Gateway().hand_over(replace(SMS, text=text))

    until(lambda: centre.given)
    assert centre.given[0]["text"] == text


def test_a_sami_name_arrives_as_it_is_written(centre: Centre) -> None:
    Gateway().hand_over(replace(SMS, text="Hei Máret Čearru đŋ"))

    until(lambda: centre.given)
    assert (centre.given[0]["text"], centre.given[0]["coding"]) == ("Hei Máret Čearru đŋ", 8)


def test_a_long_text_goes_in_parts_that_belong_together(centre: Centre) -> None:
    text = "Montøren kommer torsdag. " * 12

    Gateway().hand_over(replace(SMS, text=text))

    until(lambda: len(centre.given) == 2)
    first, second = centre.given
    assert first["text"] + second["text"] == text
    assert first["esm"] == second["esm"] == 0x40
    assert [part["receipt"] for part in centre.given] == [0, 1]
    assert [part["header"][0][-2:] for part in centre.given] == [[2, 1], [2, 2]]
    assert first["header"][0][-3] == second["header"][0][-3]


@pytest.mark.parametrize(
    ("number", "problem"), [(REFUSED, Refused), (THROTTLED, NotTaken), (CUT, Uncertain)]
)
def test_each_answer_says_whether_it_may_be_tried_again(
    centre: Centre, number: str, problem: type[Exception]
) -> None:
    with pytest.raises(problem):
        Gateway().hand_over(replace(SMS, number=number))


def test_a_wrong_password_is_nobody_s_fault_who_should_be_told(
    centre: Centre, settings: Settings
) -> None:
    settings.SMPP_PASSWORD = "other"

    with pytest.raises(NotTaken, match="no bind"):
        Gateway().hand_over(SMS)

    assert centre.given == []


def test_a_centre_that_is_not_there_has_taken_nothing(centre: Centre, settings: Settings) -> None:
    settings.SMPP_PORT = "9"

    with pytest.raises(NotTaken):
        Gateway().hand_over(SMS)


def test_without_leave_nothing_goes_in_clear_text(centre: Centre, settings: Settings) -> None:
    settings.SMPP_PLAIN = False

    with pytest.raises(NotTaken):
        Gateway().hand_over(SMS)

    assert centre.given == []


def certified(folder: Path, name: str) -> Path:
    """A key, and a certificate for this host name that only itself vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOON - timedelta(days=3650))
        .not_valid_after(NOON + timedelta(days=3650))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file = folder / "centre.pem"
    file.write_bytes(private + made.public_bytes(Encoding.PEM))
    return file


@pytest.mark.parametrize("name", ["localhost", "elsewhere.example"])
def test_over_tls_it_goes_only_to_the_host_that_is_meant(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    pem = certified(tmp_path, name)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    with running(pem) as centre:
        for key, value in centre.settings().items():
            setattr(settings, key.removeprefix("ELAAS_"), value)
        settings.SMPP_PLAIN, settings.SMPP_HOST = False, "localhost"
        if name == "localhost":
            assert Gateway().hand_over(SMS) == "m-1"
        else:
            with pytest.raises(NotTaken):
                Gateway().hand_over(SMS)


def test_receipts_come_back_and_once(centre: Centre) -> None:
    arrived = Gateway().hand_over(SMS)
    lost = Gateway().hand_over(replace(SMS, number=LOST))

    assert {(news.gateway_reference, news.state) for news in collected()} == {
        (arrived, State.DELIVERED),
        (lost, State.FAILED),
    }
    assert collected() == []


class Stopped(Exception):
    """The worker dies here."""


def test_a_receipt_that_was_not_taken_in_is_told_again(centre: Centre) -> None:
    def stop(news: News) -> None:
        raise Stopped

    Gateway().hand_over(SMS)
    with pytest.raises(Stopped):
        Gateway().collect(after="", told=stop, now=NOON)

    (news,) = collected()
    assert news.state is State.DELIVERED
