"""Faults on demand: something breaks while eight people write, and what was acknowledged is counted afterwards."""
