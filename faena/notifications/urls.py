"""Routes of notifications: the outbox under /messages/, what reached the reader under /notices/."""

from django.urls import include, path

from faena.notifications.views import notices, outbox, undoing

messages = [
    path("", outbox.message_list, name="list"),
    path("<int:pk>/sending/", outbox.sending, name="retry"),
]

mine = [
    path("", notices.notice_list, name="list"),
    path("now/", notices.now, name="now"),
    path("reading/", notices.read, name="read"),
    path("reading/all/", notices.read_all, name="read_all"),
    path("undo/", undoing.undo, name="undo"),
]

urlpatterns = [
    path("messages/", include((messages, "notifications"))),
    path("notices/", include((mine, "notices"))),
]
