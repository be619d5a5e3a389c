"""What `elaas fhir-client` does once there is a database."""

from elaas.clients.assertion import NoKeys, public_keys
from elaas.clients.operations import NameTaken, NothingAllowed, add_client, withdraw_client
from elaas.clients.queries import clients
from elaas.clients.rules import POSSIBLE, permissions, written
from elaas.jobs.clock import now
from elaas.jobs.stop import Stop


def add(name: str, *, jwks: object, scopes: str) -> None:
    """Register it, and say its client_id. Raises Stop."""
    for scope in scopes.split():
        if not permissions(scope):
            raise Stop(f"«{scope}» allows nothing here. There are {written(POSSIBLE)}.")
    try:
        client = add_client(name=name, jwks=public_keys(jwks), scopes=scopes, now=now())
    except NoKeys as reason:
        raise Stop(f"The keys cannot be used. {reason}") from None
    except NameTaken:
        raise Stop(f"There is a client «{name}» already; withdraw it first.") from None
    except NothingAllowed:
        raise Stop(f"These scopes allow nothing here. There are {written(POSSIBLE)}.") from None
    print(f"client_id: {client}")
    print(f"It may ask for: {written(permissions(scopes))}")


def withdraw(name: str) -> None:
    """Withdraw it, and say so. Raises Stop."""
    if not withdraw_client(name=name, now=now()):
        raise Stop(f"There is no client «{name}».")
    print(f"«{name}» gets nothing any more.")


def tell() -> None:
    """Tell which there are, those that were withdrawn as well."""
    for one in clients():
        since = f"since {one.registered_at:%Y-%m-%d}"
        until = f", until {one.withdrawn_at:%Y-%m-%d}" if one.withdrawn_at else ""
        print(f"{one.id}  {one.name}  {since}{until}  {one.scopes}")
