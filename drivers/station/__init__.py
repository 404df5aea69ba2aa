"""Drivers of kind station: one file an instrument, or a family that speaks the same bytes."""
