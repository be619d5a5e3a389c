"""Every address eLås answers, by audience."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("elaas.web.urls")),
    path("phone/", include("elaas.api.phone")),
]
