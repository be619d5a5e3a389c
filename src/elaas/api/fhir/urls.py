"""Where other systems ask."""

from django.urls import path

from elaas.api.fhir import batch, capability, reading, token

urlpatterns = [
    path("token", token.token),
    path("R4", batch.root),
    path("R4/", batch.root),
    path("R4/metadata", capability.metadata),
    path("R4/.well-known/smart-configuration", token.configuration),
    path("R4/<str:kind>", reading.search),
    path("R4/<str:kind>/<str:identity>", reading.read),
]
