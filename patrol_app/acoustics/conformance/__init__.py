"""Conformance of the engine, clause by clause, found by running it on test signals.

Owns: the tables of IEC 61672-1:2013 and IEC 61260-1:2014 with their class 1 limits, and a list of checks a sample rate.
Never: knows a microphone, a preamplifier or a case: it speaks of the computation alone. Never holds a result by hand.
Called by: the command ``conformance``.
"""
