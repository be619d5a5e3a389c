"""The demo's own pages; they answer 404 everywhere else."""

from django.urls import path

from elaas.demo import street_page

urlpatterns = [
    path("", street_page.page, name="street"),
    path("tilstand/", street_page.states, name="street-states"),
    path("<str:lock_id>/", street_page.act, name="street-act"),
]
