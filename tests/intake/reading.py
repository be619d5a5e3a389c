"""Read one resource by itself."""

from zoneinfo import ZoneInfo

from elaas.intake.rules.envelopes import Rejected, sort_out
from elaas.intake.rules.reading import Facts, Terms, read

TERMS = Terms(
    services=frozenset({"hjemmesykepleie", "praktisk-bistand"}), zone=ZoneInfo("Europe/Oslo")
)


def reading(resource: object, addresses: dict[str, str] | None = None) -> Facts | Rejected:
    """What `resource` says, or why it cannot be used."""
    contents = sort_out([{"resource": resource}])
    if contents.rejected:
        return contents.rejected[0]
    (envelope,) = contents.newest.values()
    return read(envelope, addresses or {}, TERMS)


def reason(resource: object) -> str:
    """Why `resource` cannot be used."""
    answer = reading(resource)
    assert isinstance(answer, Rejected), answer
    return answer.reason
