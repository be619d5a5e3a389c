"""The municipality's keys: the authority, and the key that phones are enrolled against."""

from django.conf import settings
from django.utils.module_loading import import_string

from elaas.protocol.cose import PrivateKey, Signer


def load() -> Signer:
    """The authority that the setting AUTHORITY names by dotted path: a key file, later an HSM."""
    authority: Signer = import_string(settings.AUTHORITY)()
    return authority


def enrolment_key() -> PrivateKey:
    """The key that a phone proves its own against; the setting ENROLMENT_KEY names a function."""
    key: PrivateKey = import_string(settings.ENROLMENT_KEY)()
    return key
