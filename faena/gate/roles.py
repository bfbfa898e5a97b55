"""Who works here: the five roles."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    MASTER = "master", _("Master")
    ADMINISTRATOR = "administrator", _("Administrator")
    OPERATOR = "operator", _("Operator")
    SELLER = "seller", _("Seller")
    TECHNICIAN = "technician", _("Technician")
