"""What another system tells of buildings and homes. Plain values, by that system's own ids.

`latitude` and `longitude`: degrees, WGS 84 as in FHIR R4; None: not known.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Building:
    """A building; not `active`: not in use. `note`: what to know at the entrance, for people."""

    source_id: str
    address: str
    postal_code: str
    city: str
    note: str
    active: bool
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """A home; `building` is the source id of the building it is in, or empty; `note` as there."""

    source_id: str
    building: str
    address: str
    dwelling: str
    postal_code: str
    city: str
    note: str
    active: bool
    latitude: float | None = None
    longitude: float | None = None
