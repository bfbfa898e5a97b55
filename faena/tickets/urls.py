"""Routes of tickets: those of one customer, and one of them."""

from django.urls import path

from faena.tickets import booking, views

app_name = "tickets"
urlpatterns = [
    path("customers/<int:pk>/tickets/", views.of_customer, name="of_customer"),
    path("customers/<int:pk>/tickets/new/", views.open_ticket, name="open"),
    path("tickets/<int:ticket_pk>/", views.ticket, name="ticket"),
    path("tickets/<int:ticket_pk>/visits/new/", booking.book, name="book"),
]
