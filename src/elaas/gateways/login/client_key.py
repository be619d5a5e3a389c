"""The key that proves it is eLås who asks."""

import base64
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from elaas.people.login import LoginFailed

LEAST_RSA_BITS = 2048  # NIST SP 800-131A


@dataclass(frozen=True, slots=True)
class ClientKey:
    """A private P-256 or RSA key, by which the provider knows eLås.

    `certificate`: the thumbprint (x5t#S256, RFC 7515 section 4.1.8) by which Entra ID finds the
    key; others find it by its own (kid, RFC 7638).
    """

    key: ECKey | RSAKey
    certificate: str = ""

    def sign(self, claims: dict[str, Any]) -> str:
        """A JWT with these claims."""
        found = {"x5t#S256": self.certificate}
        header = found if self.certificate else {"kid": self.key.thumbprint()}
        algorithm = "ES256" if isinstance(self.key, ECKey) else "PS256"
        return jwt.encode({"alg": algorithm} | header, claims, self.key, algorithms=[algorithm])


def read(path: Path, *, setting: str = "ELAAS_LOGIN_KEY_FILE") -> ClientKey:
    """The key in a PEM file, and its certificate where one follows; raises LoginFailed.

    `setting`: what named the file.
    """
    try:
        # A group may read it: that is how systemd and Kubernetes hand a secret to a service.
        public = stat.S_IMODE(path.stat().st_mode) & 0o007
        pem = path.read_bytes()
        key = _private(pem)
        certificate = _certificate(pem)
    except (OSError, ValueError):
        public, key, certificate = 0, None, None
    if public:
        message = f"{setting} is open to everybody on the machine"
        raise LoginFailed(message)
    if key is None:
        message = f"{setting} names no private P-256 or RSA key in PEM"
        raise LoginFailed(message)
    if certificate is None:
        return ClientKey(key)
    if certificate.public_key() != key.public_key:
        message = f"the certificate in {setting} is another key's"
        raise LoginFailed(message)
    thumbprint = base64.urlsafe_b64encode(certificate.fingerprint(SHA256())).rstrip(b"=")
    return ClientKey(key, thumbprint.decode())


def _private(pem: bytes) -> ECKey | RSAKey | None:
    for kind in (ECKey, RSAKey):
        try:
            key: ECKey | RSAKey = kind.import_key(pem)
        except (ValueError, JoseError):
            continue
        if key.is_private and _suitable(key):
            return key
    return None


def _suitable(key: ECKey | RSAKey) -> bool:
    if isinstance(key, ECKey):
        return key.curve_name == "P-256"
    return key.public_key.key_size >= LEAST_RSA_BITS


def _certificate(pem: bytes) -> x509.Certificate | None:
    return x509.load_pem_x509_certificate(pem) if b"BEGIN CERTIFICATE" in pem else None
