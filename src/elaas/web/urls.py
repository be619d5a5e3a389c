"""People's pages."""

from django.urls import path
from django.views.i18n import set_language

from elaas.web import (
    chooser,
    citizen_login,
    desk,
    employee,
    fleet,
    kin_rights,
    login,
    mine,
    patrol,
    phone_app,
    recipient,
)

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
    path("lock/<str:lock_id>/", fleet.lock, name="lock"),
    path("language/", set_language, name="language"),
    path("logg-inn/", login.begin, name="login"),
    path("logg-inn/tilbake/", login.back, name="login-back"),
    path("logg-ut/", login.out, name="logout"),
    path("min-side/logg-inn/", citizen_login.begin, name="citizen-login"),
    path("min-side/logg-inn/tilbake/", citizen_login.back, name="citizen-login-back"),
    path("min-side/logg-ut/", citizen_login.out, name="citizen-logout"),
    path("min-side/", mine.page, name="mine"),
    path("min-side/time/", mine.time, name="book-mine"),
    path("min-side/time/<uuid:recipient_id>/", mine.book, name="book"),
    path("min-side/avtale/<uuid:recipient_id>/", mine.appointment, name="appointment"),
    path("min-side/avtale/<uuid:recipient_id>/elaas.ics", mine.calendar, name="calendar"),
    path("min-side/avtale/<uuid:recipient_id>/avbestill/", mine.cancel, name="cancel"),
    path("min-side/tilgang/", kin_rights.mine, name="my-kin"),
    path("min-side/tilgang/<uuid:recipient_id>/", kin_rights.own, name="kin-rights"),
    path("patrol/booking/", patrol.everybody, name="patrol-booking"),
    path("patrol/booking/<uuid:case_id>/", patrol.book, name="patrol-book"),
    path("patrol/booking/<uuid:case_id>/avbestill/", patrol.cancel, name="patrol-cancel"),
    path("parorende/<uuid:recipient_id>/", kin_rights.recorded, name="kin-recorded"),
]
