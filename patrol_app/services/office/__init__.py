"""The coordinator's office: libraries, zones, plans, draws, bulletins.

Owns: imports and their undoing, a night's plan from libraries and history, the counts of a period.
Never: measures, or changes a closed visit.
Called by: ``cli``, ``services.desk``, ``services.demo``.
"""
