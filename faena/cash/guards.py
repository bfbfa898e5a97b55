"""Money received is never changed: what was wrong is reversed. Nor are the rates by which it was counted, nor which
receipts were printed."""

from faena.cash.models import Collection, ExchangeRate, Payment, ReceiptPrint, Reversal, Tender
from faena.lib import guards

for model in (Collection, Payment, Tender, Reversal, ExchangeRate, ReceiptPrint):
    guards.register(*guards.append_only(model))
