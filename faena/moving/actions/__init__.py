"""Everything that happens when a company moves in or out, one function per event."""

from faena.moving.actions.pasts import PastFacts, keep_pasts, take_back_pasts

__all__ = ["PastFacts", "keep_pasts", "take_back_pasts"]
