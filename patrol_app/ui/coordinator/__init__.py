"""The coordinator's tabs: zones, plan, reports, libraries.

Owns: what the office sees and presses, and the words of it; a tab plugs in at ``tabs.py``.
Never: counts, plans or measures a distance.
Called by: ``ui.steps``.
"""
