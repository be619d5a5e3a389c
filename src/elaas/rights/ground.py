"""By what right somebody gets everything that is kept about them."""

from enum import StrEnum


class Ground(StrEnum):
    """Who gets practical help alone has no record, and asks by GDPR; both get the same."""

    GDPR = "gdpr_15"
    RECORD = "access_to_record"
