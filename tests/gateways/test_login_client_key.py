"""The key by which the provider knows eLås: P-256, or RSA with a certificate for Entra ID."""

import hashlib
from base64 import urlsafe_b64encode
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from joserfc import jws, jwt
from joserfc.jwk import RSAKey
from pytest_django import Settings

from elaas.gateways import login
from elaas.gateways.login import client_key
from elaas.gateways.login.client_key import ClientKey
from elaas.gateways.login.oidc import RelyingParty
from elaas.people.login import LoginFailed
from tests.gateways.at_provider import BACK, ISSUER, OURS, logged_in, make_provider, party
from tests.make import NOON

RSA = RSAKey.generate_key(2048)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """An empty file that is nobody else's."""
    path = tmp_path / "key"
    path.touch(mode=0o600)
    return path


def certificate(key: RSAKey) -> bytes:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "eLås")])
    made = x509.CertificateBuilder(name, name, key.public_key, x509.random_serial_number())
    made = made.not_valid_before(NOON).not_valid_after(NOON + timedelta(days=1))
    assert key.private_key
    return made.sign(key.private_key, SHA256()).public_bytes(Encoding.PEM)


def test_the_key_is_read_from_a_pem_file(settings: Settings, file: Path) -> None:
    file.write_bytes(OURS.as_pem(private=True))
    settings.LOGIN_ISSUER, settings.LOGIN_KEY_FILE = ISSUER, str(file)

    assert isinstance(login.provider(), RelyingParty)


def test_a_provider_in_the_clear_is_not_asked(settings: Settings) -> None:
    settings.LOGIN_ISSUER = "http://login.example"

    with pytest.raises(LoginFailed, match="no https address"):
        login.provider()


def test_a_file_without_our_key_is_named(settings: Settings, tmp_path: Path) -> None:
    nothing, public = tmp_path / "nothing", tmp_path / "public"
    nothing.write_bytes(b"nothing")
    public.write_bytes(OURS.as_pem(private=False))
    nothing.chmod(0o600)
    public.chmod(0o600)
    settings.LOGIN_ISSUER = ISSUER
    for name in (nothing, public, tmp_path / "none", tmp_path):
        settings.LOGIN_KEY_FILE = str(name)

        with pytest.raises(LoginFailed, match="ELAAS_LOGIN_KEY_FILE"):
            login.provider()


@pytest.mark.filterwarnings("ignore:Key size:joserfc.errors.SecurityWarning")
@pytest.mark.parametrize(
    "weak",
    [
        ec.generate_private_key(ec.SECP384R1()),
        rsa.generate_private_key(65537, 1024),  # noqa: S505  (that is the point)
    ],
)
def test_a_key_that_does_not_suit_is_refused(
    file: Path, weak: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
) -> None:
    pem = weak.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(pem)

    with pytest.raises(LoginFailed, match="no private P-256 or RSA key"):
        client_key.read(file)


def test_a_key_that_everybody_can_read_is_refused(file: Path) -> None:
    file.write_bytes(OURS.as_pem(private=True))
    file.chmod(0o640)
    assert client_key.read(file)

    file.chmod(0o644)

    with pytest.raises(LoginFailed, match="open to everybody"):
        client_key.read(file)


def test_an_rsa_key_is_found_by_its_certificate(file: Path) -> None:
    pem = certificate(RSA)
    file.write_bytes(RSA.as_pem(private=True) + pem)
    der = x509.load_pem_x509_certificate(pem).public_bytes(Encoding.DER)
    thumbprint = urlsafe_b64encode(hashlib.sha256(der).digest()).rstrip(b"=").decode()

    signed = client_key.read(file).sign({})

    header = jws.extract_compact(signed.encode()).headers()
    assert header == {"typ": "JWT", "alg": "PS256", "x5t#S256": thumbprint}


def test_a_certificate_of_another_key_is_refused(file: Path) -> None:
    file.write_bytes(RSA.as_pem(private=True) + certificate(RSAKey.generate_key(2048)))

    with pytest.raises(LoginFailed, match="another key's"):
        client_key.read(file)


def test_people_log_in_by_an_rsa_key() -> None:
    provider = make_provider(key=RSA)
    our = party(provider, key=ClientKey(RSA))
    begun, code = logged_in(provider, our)

    assert our.finish(begun=begun, code=code, issuer=ISSUER, back=BACK, now=NOON)


def test_what_is_signed_is_for_the_audience_the_provider_wants() -> None:
    provider, heard = make_provider(), []

    def watch(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/token":
            signed = parse_qs(request.content.decode())["client_assertion"][0]
            heard.append(jwt.decode(signed, OURS).claims["aud"])
        return provider.answer(request)

    our = party(provider, via=watch, audience=f"{ISSUER}/token")
    begun, code = logged_in(provider, our)

    with pytest.raises(LoginFailed, match="invalid_client"):  # this one wants its issuer's name
        our.finish(begun=begun, code=code, issuer=ISSUER, back=BACK, now=NOON)
    assert heard == [f"{ISSUER}/token"]
