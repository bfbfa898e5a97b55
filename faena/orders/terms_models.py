"""Models of terms and conditions: short texts of ours that a company takes with one press, changes, and publishes as
its own. They promise what is usual at a counter and name no law: what a country demands, the company adds."""

from dataclasses import dataclass
from typing import Any, Final

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from faena.company.models import Company

_REPAIRS: Final = (
    pgettext_lazy("terms", "The customer declares that the device is theirs, or that they may leave it for repair."),
    pgettext_lazy(
        "terms",
        "The price is agreed before the repair begins. If the device turns out to need more, the work stops until the "
        "customer says yes.",
    ),
    pgettext_lazy(
        "terms",
        "What is stored in the device is the customer's. Keep a copy before leaving it: a repair may erase it, and the "
        "workshop does not answer for that.",
    ),
    pgettext_lazy(
        "terms",
        "The repair is guaranteed for the time that the final report says, for the same fault and the same part. "
        "Knocks, liquids and repairs by others end the guarantee.",
    ),
    pgettext_lazy("terms", "The device is handed over, once it is paid, to whoever shows this slip or a document."),
)
_CAREFUL: Final = (
    pgettext_lazy(
        "terms",
        "The diagnosis costs nothing if the repair is done; if it is not, what was agreed at the counter is paid.",
    ),
    pgettext_lazy(
        "terms",
        "An advance counts towards the total. If the customer cancels before a part was ordered, it is given back.",
    ),
    pgettext_lazy(
        "terms",
        "Whoever does not collect the device is reminded twice. Thirty days later storage may be charged.",
    ),
)
_INTERNET: Final = (
    pgettext_lazy(
        "terms",
        "Equipment that is installed on loan stays the company's, and is handed back in working order when the service "
        "ends.",
    ),
    pgettext_lazy(
        "terms", "The speed of the plan is the most that the line gives, measured by cable at the customer's router."
    ),
    pgettext_lazy(
        "terms",
        "The service is paid by the month, by the due day of the invoice. If it is not, the company gives notice, and "
        "may then suspend the service.",
    ),
    pgettext_lazy(
        "terms", "A fault is reported by phone or WhatsApp and gets a case number, by which the customer follows it."
    ),
    pgettext_lazy(
        "terms",
        "Damage to the installation by knocks, liquids, moving house or the work of others is paid by the customer.",
    ),
    pgettext_lazy("terms", "The customer may end the service with a notice of thirty days, and pays until then."),
)


@dataclass(frozen=True)
class TermsModel:
    """`module`: of the company for which it is written."""

    name: str
    title: Any
    module: str
    paragraphs: tuple[Any, ...]

    def text(self, language: str) -> str:
        with translation.override(language):
            return "\n\n".join(str(paragraph) for paragraph in self.paragraphs)


MODELS: Final = {
    model.name: model
    for model in (
        TermsModel("short", _("Repairs, in short"), "workshop", _REPAIRS),
        TermsModel("careful", _("Repairs, with advance and storage"), "workshop", (*_REPAIRS, *_CAREFUL)),
        TermsModel("internet", _("Internet at the customer's"), "care", _INTERNET),
    )
}


def models_for(company: Company) -> list[TermsModel]:
    """Those for what the company does."""
    return [model for model in MODELS.values() if model.module in company.modules]
