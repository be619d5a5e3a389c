"""What another system tells of buildings and homes. Plain values, by that system's own ids."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Building:
    """A building; not `active`: not in use."""

    source_id: str
    address: str
    postal_code: str
    city: str
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """A home; `building` is the source id of the building it is in, or empty."""

    source_id: str
    building: str
    address: str
    dwelling: str
    postal_code: str
    city: str
    active: bool
