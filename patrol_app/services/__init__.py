"""One file per thing a person does: measure, close a visit, export, import, recompute, play a night.

Owns: threads, transactions and the order in which rooms are called.
Never: contains a formula, a widget, a byte of a protocol.
Called by: ``ui`` and ``cli``.
"""
