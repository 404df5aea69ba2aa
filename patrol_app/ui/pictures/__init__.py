"""Pictures of every screen and state, for the eye and for the tests.

Owns: which scene is drawn at which size, tone and language.
Never: is part of the running window.
Called by: ``ui.screens``.
"""
