"""What this FHIR server can do, as it says itself."""

from importlib.metadata import version

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from elaas.api.fhir.answers import JSON, Resource, answer, base, token_endpoint
from elaas.api.fhir.codes import TERMINOLOGY, concept
from elaas.api.fhir.door import fhir
from elaas.api.fhir.reading import KINDS, Kind

SAID_ON = "2026-11-25"  # when what is said below last changed
_OAUTH = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris"
_BATCH = (
    "A Bundle of type batch, of PUTs, or of type collection, with Location, Patient, RelatedPerson,"
    " Practitioner, PractitionerRole and Appointment. For each resource the newest meta.lastUpdated"
    " wins; each entry has its answer."
)


@fhir
@require_GET
def metadata(request: HttpRequest) -> HttpResponse:
    """The CapabilityStatement, to whoever asks."""
    return answer(
        {
            "resourceType": "CapabilityStatement",
            "status": "active",
            "date": SAID_ON,
            "kind": "instance",
            "software": {"name": "eLås", "version": version("elaas")},
            "implementation": {"description": "eLås", "url": base(request)},
            "fhirVersion": "4.0.1",
            "format": [JSON],
            "rest": [
                {
                    "mode": "server",
                    "security": _security(request),
                    "resource": [_resource(name, kind) for name, kind in KINDS.items()],
                    "interaction": [{"code": "batch", "documentation": _BATCH}],
                }
            ],
        }
    )


def _security(request: HttpRequest) -> Resource:
    token = {"url": "token", "valueUri": token_endpoint(request)}
    return {
        "service": [
            concept(f"{TERMINOLOGY}/restful-security-service", "SMART-on-FHIR", "SMART-on-FHIR")
        ],
        "description": "SMART Backend Services: client credentials with private_key_jwt.",
        "extension": [{"url": _OAUTH, "extension": [token]}],
    }


def _resource(name: str, kind: Kind) -> Resource:
    return {
        "type": name,
        "interaction": [{"code": "read"}, {"code": "search-type"}],
        "versioning": "no-version",
        "searchParam": [{"name": one, "type": its} for one, its in kind.parameters.items()],
    }
