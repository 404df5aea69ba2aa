"""Drivers of kind position: one file an instrument, or a family that speaks the same bytes."""
