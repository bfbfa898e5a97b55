"""Routes of moving in and out."""

from django.urls import URLPattern

app_name = "moving"
urlpatterns: list[URLPattern] = []
