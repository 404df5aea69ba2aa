"""Every capability's plain door: parses arguments, prints facts, picks an exit code.

Owns: one file a command, each with ``define(parser)`` and ``run(arguments, console)``; ``app.py`` joins them.
Never: does work itself; that is in ``services`` and the rooms below.
Called by: ``patrol_app.__main__``.
"""
