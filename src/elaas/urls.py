"""Every address eLås answers, by audience."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("elaas.web.urls")),
    path("gata/", include("elaas.demo.urls")),
    path("phone/", include("elaas.api.phone")),
    path("log/", include("elaas.api.log")),
    path("fhir/", include("elaas.api.fhir.urls")),
]
