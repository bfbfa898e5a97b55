"""Routes of the agenda: its month and days, booking, and one visit."""

from django.urls import path

from faena.agenda.views import absences, board, booking, calendar, feeds, moving, proof, visits

app_name = "agenda"
urlpatterns = [
    path("agenda/", calendar.month, name="month"),
    path("agenda/mine/", calendar.mine, name="mine"),
    path("agenda/absences/", absences.absences, name="absences"),
    path("agenda/absences/<int:absence_pk>/removal/", absences.remove, name="remove_absence"),
    path("agenda/feeds/", feeds.feeds, name="feeds"),
    path("agenda/feeds/new/", feeds.make, name="make_feed"),
    path("agenda/feeds/revocation/", feeds.revoke, name="revoke_feed"),
    path("calendar/<token:token>.ics", feeds.feed, name="feed"),
    path("agenda/<str:day>/", board.day, name="day"),
    path("agenda/<str:day>/week/", board.week, name="week"),
    path("agenda/<str:day>/new/", booking.whom, name="whom"),
    path("customers/<int:pk>/visits/new/", booking.book, name="book"),
    # what happens to a visit: each POST one event
    path("visits/<int:visit_pk>/", visits.visit, name="visit"),
    path("visits/<int:visit_pk>/move/", moving.move, name="move"),
    path("visits/<int:visit_pk>/time/", visits.reschedule, name="reschedule"),
    path("visits/<int:visit_pk>/technician/", visits.give, name="give"),
    path("visits/<int:visit_pk>/swap/", visits.swap, name="swap"),
    path("visits/<int:visit_pk>/taking/", visits.take, name="take"),
    path("visits/<int:visit_pk>/travel/", visits.travel, name="travel"),
    path("visits/<int:visit_pk>/arrival/", visits.arrival, name="arrival"),
    path("visits/<int:visit_pk>/completion/", visits.completion, name="completion"),
    path("visits/<int:visit_pk>/signature.svg", proof.signature, name="signature"),
    path("visits/<int:visit_pk>/photos/<int:photo_pk>/", proof.photo, name="photo"),
    path("visits/<int:visit_pk>/photos/<int:photo_pk>/visibility/", proof.visibility, name="photo_visibility"),
    path("visits/<int:visit_pk>/failure/", visits.failure, name="failure"),
    path("visits/<int:visit_pk>/cancellation/", visits.cancellation, name="cancellation"),
]
