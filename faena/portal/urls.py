"""Routes of the customer: short, because they are printed."""

from django.urls import path

from faena.portal import views

app_name = "portal"
urlpatterns = [
    path("t/", views.by_code, name="code"),
    path("t/<token:token>/", views.tracking, name="tracking"),
    path("t/<token:token>/photos/<slug:name>/", views.photo_page, name="photo_page"),
    path("t/<token:token>/photo/<int:photo_pk>/", views.photo, name="photo"),
    path("t/<token:token>/visit-photo/<int:photo_pk>/", views.visit_photo, name="visit_photo"),
    path("t/<token:token>/file/<int:file_pk>/", views.attachment, name="attachment"),
    path("t/<token:token>/report.pdf", views.report, name="report"),
    path("s/<token:token>/", views.sign, name="sign"),
    path("l/<token:token>/", views.label, name="label"),
]
