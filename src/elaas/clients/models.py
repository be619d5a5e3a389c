"""The systems that ask by FHIR, the tokens they hold, and their looks at people's data."""

import uuid

from django.db import models
from django.db.models import Q


class Client(models.Model):
    """A system that may ask, by its public keys (JWK Set, RFC 7517), until it is withdrawn."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)  # its client_id
    name = models.CharField(max_length=100)
    jwks = models.JSONField()
    scopes = models.CharField(max_length=500)
    registered_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="clients_one_client_of_a_name",
                fields=("name",),
                condition=Q(withdrawn_at=None),
            ),
        )

    def __str__(self) -> str:
        return str(self.id)


class Assertion(models.Model):
    """An assertion that was used (its `jti`): it serves once, also when two requests bring it."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT)
    jti = models.CharField(max_length=255)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="clients_an_assertion_serves_once", fields=("client", "jti")
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)


class AccessToken(models.Model):
    """What a client asks with for a few minutes; only the token's hash is kept."""

    token_hash = models.BinaryField(primary_key=True)
    client = models.ForeignKey(Client, on_delete=models.PROTECT)
    scopes = models.CharField(max_length=500)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.client_id)


class ClientLook(models.Model):
    """When a client's look at one kind of data of one recipient last became an entry."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="looks")
    recipient = models.UUIDField()
    what = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="clients_one_look_at_a_time", fields=("client", "recipient", "what")
            ),
        )

    def __str__(self) -> str:
        return f"{self.client_id} {self.what}"
