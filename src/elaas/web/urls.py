"""People's pages."""

from django.urls import path
from django.views.i18n import set_language

from elaas.web import chooser, employee, fleet, login, recipient

urlpatterns = [
    path("", chooser.page, name="chooser"),
    path("recipient/<uuid:recipient_id>/", recipient.page, name="recipient"),
    path("employee/<uuid:employee_id>/", employee.page, name="employee"),
    path("lock/<str:lock_id>/", fleet.lock, name="lock"),
    path("language/", set_language, name="language"),
    path("logg-inn/", login.begin, name="login"),
    path("logg-inn/tilbake/", login.back, name="login-back"),
    path("logg-ut/", login.out, name="logout"),
]
