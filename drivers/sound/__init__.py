"""Drivers of kind sound: one file an instrument, or a family that speaks the same bytes."""
