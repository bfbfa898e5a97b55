from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UpkeepConfig(AppConfig):
    name = "faena.upkeep"

    def ready(self) -> None:
        from faena.company import settings_pages
        from faena.customers.actions import forget_again
        from faena.gate.grants import Perm
        from faena.ui import alarms as on_home
        from faena.upkeep import alarms, checks  # noqa: F401  # each check registers itself
        from faena.upkeep.backup import forgetting

        forgetting.register(forget_again)
        on_home.register(alarms.alarms)
        settings_pages.register(
            _("Backups"),
            "upkeep:backups",
            "archive",
            Perm.BACKUP,
            None,
            _("When the last one was made and tried out, one now, and mails that a restore holds."),
            order=950,
        )
