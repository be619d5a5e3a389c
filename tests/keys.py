"""Keys that several tests share."""

from elaas.protocol.cose import PrivateKey

AUTHORITY = PrivateKey.generate(b"\x01")
