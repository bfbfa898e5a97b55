from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "faena.accounts"

    def ready(self) -> None:
        from faena.accounts import actions  # noqa: F401  # registers its bootstrap rows
        from faena.accounts.bearer import caller
        from faena.accounts.catalogues import POSITIONS
        from faena.accounts.search import USER_KIND
        from faena.company import settings_pages
        from faena.gate.grants import Perm
        from faena.lib import refs
        from faena.rest import bearer
        from faena.ui import navigation, search
        from faena.ui.navigation import NavItem

        refs.register("user", "accounts:user")
        refs.register("token")
        bearer.register(caller)
        search.register(USER_KIND)
        navigation.register(
            NavItem(_("Users"), "accounts:users", "user-round", Perm.USER_SEE, order=800, key="g u", group="house")
        )
        settings_pages.register(
            _("Access"),
            "accounts:accesses",
            "shield",
            Perm.JOURNAL_SEE,
            None,
            _("Who signed in or was refused, what was exported or printed, which links were opened, what was set."),
            order=95,
        )
        settings_pages.register(
            _("Tokens of the API"),
            "accounts:all_tokens",
            "key-round",
            Perm.USER_ROLE,
            None,
            _("By which programs call Faena: whose they are, what they may, when they were used."),
            order=13,
        )
        POSITIONS.announce()
        settings_pages.register(
            _("Second factor"),
            "accounts:factor_roles",
            "shield",
            Perm.USER_ROLE,
            None,
            _("Which roles need a passkey or an authenticator app besides the password."),
            order=12,
        )
