from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "faena.notifications"

    def ready(self) -> None:
        from faena.gate.grants import Perm
        from faena.journal import hearing
        from faena.lib import refs
        from faena.notifications import notices
        from faena.ui import navigation
        from faena.ui.navigation import NavItem

        refs.register("message")
        hearing.register("notices", notices.hear)
        navigation.register(
            NavItem(_("Messages"), "notifications:list", "mail", Perm.MESSAGE_RETRY, order=850, group="house")
        )
