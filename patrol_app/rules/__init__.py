"""Dated law as data, and pure judgement on it.

Owns: rule sets and local records read from TOML, the cases that can be judged, the outcome with its reasons.
Never: reads a clock or the database, picks a penalty, says more than the facts of the case allow.
Called by: ``casework``, ``services`` and ``cli``.
"""
