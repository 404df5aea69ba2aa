"""Drivers of kind weather: one file an instrument, or a family that speaks the same bytes."""
