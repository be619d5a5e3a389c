"""HL7's JSON schema of FHIR R4, cut to the resources that eLås answers with (CC0)."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import fastjsonschema

SCHEMA = Path(__file__).parent / "data" / "fhir.schema.json"


@cache
def _schema() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return content


@cache
def _validator(kind: str) -> Any:
    alone = {**_schema(), "oneOf": [{"$ref": f"#/definitions/{kind}"}]}
    return fastjsonschema.compile(alone)


def check(resource: dict[str, Any]) -> dict[str, Any]:
    """The resource, which fits the schema of its type."""
    assert {"$ref": f"#/definitions/{resource['resourceType']}"} in _schema()["oneOf"]
    _validator(resource["resourceType"])(resource)
    return resource
