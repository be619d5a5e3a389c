"""What an entry of a batch asks for (https://hl7.org/fhir/R4/http.html#transaction)."""

from elaas.intake.rules.values import Unusable, as_object, child, text


def put_of(entry: object) -> None:
    """Raises Unusable unless the entry asks to put its resource where its type and id say."""
    opened = as_object(entry, "the entry")
    request, resource = child(opened, "request"), child(opened, "resource")
    if text(request, "method") != "PUT":
        raise Unusable("request.method is not PUT, and nothing else is done here")
    place = f"{text(resource, 'resourceType')}/{text(resource, 'id')}"
    if text(request, "url").lstrip("/") != place:
        raise Unusable("request.url is not the type and id of the resource")
    for name in ("ifMatch", "ifNoneMatch", "ifNoneExist", "ifModifiedSince"):
        if name in request:
            raise Unusable(f"request.{name} is not heeded here: the newest meta.lastUpdated wins")
