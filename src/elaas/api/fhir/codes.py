"""The code systems that answers use, and references."""

from elaas.api.fhir.answers import Resource

TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"
DICOM = "http://dicom.nema.org/resources/ontology/DCM"
DATA_ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
SERVICE = "urn:elaas:service"  # as the care system's Appointments say it
OPERATION = "urn:elaas:operation"
ASSIGNMENT = "urn:elaas:assignment"


def coding(system: str, code: str, display: str = "") -> Resource:
    """A Coding."""
    found = {"system": system, "code": code}
    return {**found, "display": display} if display else found


def concept(system: str, code: str, display: str = "") -> Resource:
    """A CodeableConcept with one coding."""
    return {"coding": [coding(system, code, display)]}


def reference(kind: str, identity: str) -> Resource:
    """A Reference to something of ours, or of the care system's under the id it gave us."""
    return {"reference": f"{kind}/{identity}"}


def identifier(system: str, value: str) -> Resource:
    """An Identifier."""
    return {"system": system, "value": value}
