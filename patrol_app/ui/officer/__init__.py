"""The officer's screens: before leaving, route, live, at the site, closing, drive-by.

Owns: what an officer sees and presses during a night, and the words of it.
Never: judges, reads a port or waits for the disk.
Called by: ``ui.steps``, which imports a screen when it is first wanted.
"""
