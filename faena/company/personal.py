"""What of the company's own facts is personal (lib/personal.py): nothing of a customer's."""

from faena.company.models import Branch, Company, NumberSeries
from faena.lib.personal import declare

declare(
    Company,
    plain="name tax_kind tax_id address city state postcode phone whatsapp email country zone language currency "
    "second_currency pix_kind pix_key working_hours factor_roles",
)
declare(Branch, plain="name")
declare(NumberSeries, plain="kind")
