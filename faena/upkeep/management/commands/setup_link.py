"""Print the one-time link that sets a fresh installation up, or nothing once there is a Master."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse

from faena.accounts.models import User
from faena.accounts.tokens import SETUP_HOURS, new_setup_token


class Command(BaseCommand):
    help = "Prints the link with which the first Master and the company are made. It works for a day, once."

    def handle(self, *args: Any, **options: Any) -> None:
        if User.objects.has_master():
            return
        link = f"{settings.SITE_URL}{reverse('accounts:setup', args=[new_setup_token()])}"
        self.stdout.write(f"Set Faena up here, within {SETUP_HOURS} hours:\n{link}")
