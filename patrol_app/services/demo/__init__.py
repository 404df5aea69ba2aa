"""The demonstration: a night that is not there, played through the real program.

Owns: the scenario, its simulated world, its photos and libraries.
Never: is part of a real visit; everything it makes says DEMO.
Called by: ``cli``.
"""
