"""Small painted widgets, one a file.

Owns: how one thing looks in every state, in every tone, at every text scale.
Never: knows a snapshot's source, a command, another widget.
Called by: the screens.
"""
