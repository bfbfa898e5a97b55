from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HooksConfig(AppConfig):
    name = "faena.hooks"

    def ready(self) -> None:
        from faena.company import settings_pages
        from faena.gate.grants import Perm
        from faena.hooks import listening
        from faena.journal import hearing
        from faena.lib import refs

        refs.register("endpoint", "hooks:endpoint")
        hearing.register("hooks", listening.hear, listening.hear_births)
        settings_pages.register(
            _("Webhooks"),
            "hooks:endpoints",
            "send",
            Perm.HOOK,
            None,
            _("Addresses of other programs that are told what happens here."),
            order=14,
        )
