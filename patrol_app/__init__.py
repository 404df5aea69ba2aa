"""Night Patrol (夜巡): from a meter's bytes to a signed, printable finding."""

__version__ = "0.1.0"
