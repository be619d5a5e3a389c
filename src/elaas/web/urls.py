"""People's pages."""

from django.urls import path
from django.views.i18n import set_language

from elaas.web import calls, chooser, desk, employee, fleet, login, phone_app, recipient

urlpatterns = [
    path("", chooser.page, name="chooser"),
    path("recipient/<uuid:recipient_id>/", recipient.page, name="recipient"),
    path("employee/<uuid:employee_id>/", employee.page, name="employee"),
    path("employee/<uuid:employee_id>/phone/", employee.use_phone, name="use-phone"),
    path("telefon/", phone_app.page, name="phone"),
    path("telefon/sw.js", phone_app.worker, name="phone-worker"),
    path("telefon/app.webmanifest", phone_app.manifest, name="phone-manifest"),
    path("phones/", desk.everybody, name="phones"),
    path("phones/<uuid:employee_id>/", desk.employee, name="phones-of"),
    path("phones/<uuid:employee_id>/block/", desk.block, name="block-phone"),
    path("phones/<uuid:employee_id>/code/", desk.code, name="phone-code"),
    path("ringeliste/", calls.page, name="calls"),
    path("ringeliste/<uuid:message_id>/ringt/", calls.called, name="called"),
    path("ringeliste/<uuid:message_id>/brev/", calls.letter, name="call-letter"),
    path("outbox/", calls.outbox, name="outbox"),
    path("lock/<str:lock_id>/", fleet.lock, name="lock"),
    path("language/", set_language, name="language"),
    path("logg-inn/", login.begin, name="login"),
    path("logg-inn/tilbake/", login.back, name="login-back"),
    path("logg-ut/", login.out, name="logout"),
]
