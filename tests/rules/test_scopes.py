"""What scopes allow."""

import pytest

from elaas.clients.rules import POSSIBLE, permissions, written


@pytest.mark.parametrize(
    ("scopes", "allowed"),
    [
        ("system/Device.rs", "system/Device.rs"),
        ("system/Device.r", "system/Device.r"),
        ("system/Device.s system/Device.r", "system/Device.rs"),
        ("system/Device.read", "system/Device.rs"),
        ("system/Device.cruds", "system/Device.rs"),
        ("system/Device.write", ""),
        ("system/Patient.u", "system/Patient.u"),
        ("system/Patient.write", "system/Patient.u"),
        ("system/Patient.read", ""),
        ("system/Location.*", "system/Location.rus"),
        ("system/AuditEvent.sr", ""),
        ("user/Device.rs", ""),
        ("system/Device", ""),
        ("system/Device.", ""),
        ("launch openid", ""),
        ("", ""),
    ],
)
def test_a_scope_allows_what_it_says_of_what_there_is(scopes: str, allowed: str) -> None:
    assert written(permissions(scopes)) == allowed


def test_a_star_is_every_type() -> None:
    assert permissions("system/*.*") == POSSIBLE
    assert permissions(written(POSSIBLE)) == POSSIBLE
