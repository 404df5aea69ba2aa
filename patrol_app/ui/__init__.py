"""The window: everything Qt.

Owns: palettes, type, widgets, screens, keys, translation.
Never: opens a port, a database or a file of a case; computes a level or a verdict; waits. It looks at the newest
``Snapshot`` and sends named commands through ``bridge.LiveSource``.
Called by: ``patrol_app.__main__`` and the demo command.
"""
