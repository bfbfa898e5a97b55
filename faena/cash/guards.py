"""Money received is never changed: what was wrong is reversed."""

from faena.cash.models import Payment, Reversal, Tender
from faena.lib import guards

for model in (Payment, Tender, Reversal):
    guards.register(*guards.append_only(model))
