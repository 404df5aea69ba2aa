"""The supervisor's tabs: review, visits, case files, orders.

Owns: what a supervisor sees and presses, and the words of it.
Never: changes a closed visit.
Called by: ``ui.steps``.
"""
