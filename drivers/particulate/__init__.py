"""Drivers of kind particulate: one file an instrument, or a family that speaks the same bytes."""
