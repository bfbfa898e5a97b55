"""The demo shop in Brazil: in Portuguese, in reais, paid by PIX."""
