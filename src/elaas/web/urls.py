"""People's pages."""

from django.urls import include, path
from django.views.i18n import set_language

from elaas.web import (
    board_letters,
    board_link,
    boards,
    coordinator,
    custody,
    desk,
    employee,
    fleet,
    login,
    parts,
    phone_app,
    public,
    recipient,
)

# The same for a building's board and for the landlord of a home.
place_patterns = [
    path("condition/", boards.condition, name="condition"),
    path("board/", boards.record, name="board"),
    path("tell/", board_letters.tell, name="tell"),
    path("letter/", board_letters.letter, name="letter"),
    path("note/", boards.note, name="note"),
    path("links/", boards.revoke_links, name="links"),
]

urlpatterns = [
    path("", public.front, name="chooser"),
    path("om/", public.about, name="about"),
    path("om/montering/", public.mounting, name="about-mounting"),
    path("om/personvern/", public.privacy, name="about-privacy"),
    path("om/styret/", public.boards, name="about-boards"),
    path("om/sporsmal/", public.questions, name="about-questions"),
    path("om/tilgjengelighet/", public.accessibility, name="about-accessibility"),
    path("recipient/<uuid:recipient_id>/", recipient.page, name="recipient"),
    path("employee/<uuid:employee_id>/", employee.page, name="employee"),
    path("employee/<uuid:employee_id>/phone/", employee.use_phone, name="use-phone"),
    path("telefon/", phone_app.page, name="phone"),
    path("telefon/sw.js", phone_app.worker, name="phone-worker"),
    path("telefon/app.webmanifest", phone_app.manifest, name="phone-manifest"),
    path("lock/<str:lock_id>/key/", custody.note, name="note-key"),
    path("lock/<str:lock_id>/parts/", parts.bag, name="bag"),
    path("lock/<str:lock_id>/parts/<uuid:part_id>/", parts.note, name="note-part"),
    path("lock/<str:lock_id>/parts/back/", parts.put_back, name="put-back"),
    path("photo/<uuid:photo_id>/", parts.picture, name="photo"),
    path("phones/", desk.everybody, name="phones"),
    path("phones/<uuid:employee_id>/", desk.employee, name="phones-of"),
    path("phones/<uuid:employee_id>/block/", desk.block, name="block-phone"),
    path("phones/<uuid:employee_id>/role/", desk.role, name="employee-role"),
    path("phones/<uuid:employee_id>/code/", desk.code, name="phone-code"),
    path("buildings/", boards.everywhere, name="buildings"),
    path("buildings/<uuid:building_id>/", boards.place, name="building"),
    path("buildings/<uuid:building_id>/", include(place_patterns)),
    path("homes/<uuid:home_id>/landlord/", boards.place, name="landlord"),
    path("homes/<uuid:home_id>/landlord/own/", board_letters.own, name="own-letter"),
    path("homes/<uuid:home_id>/landlord/", include(place_patterns)),
    path("styret/<str:token>/", board_link.page, name="board-link"),
    path("lock/<str:lock_id>/", fleet.lock, name="lock"),
    path("coordinator/", coordinator.everybody, name="coordinator"),
    path("coordinator/recipient/<uuid:recipient_id>/", coordinator.recipient, name="case"),
    path(
        "coordinator/recipient/<uuid:recipient_id>/situation/",
        coordinator.situation,
        name="state-situation",
    ),
    path(
        "coordinator/recipient/<uuid:recipient_id>/review/",
        coordinator.review,
        name="review-decision",
    ),
    path(
        "coordinator/recipient/<uuid:recipient_id>/decision.pdf",
        coordinator.letter,
        name="decision-letter",
    ),
    path("language/", set_language, name="language"),
    path("logg-inn/", login.begin, name="login"),
    path("logg-inn/tilbake/", login.back, name="login-back"),
    path("logg-ut/", login.out, name="logout"),
]
