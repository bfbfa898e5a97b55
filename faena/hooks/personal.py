"""What of webhooks is personal (lib/personal.py): nothing. Calls carry facts, which name nobody."""

from faena.hooks.models import Delivery, Endpoint
from faena.lib.personal import declare

declare(Endpoint, plain="url verbs secret_sealed previous_sealed")
declare(Delivery, passing="verb problem answer")
